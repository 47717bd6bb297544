import { ProtocolError } from "../../core/base/error.js";
import { atOnce, guard } from "../../core/base/guard.js";
import { binaryFrameError, readInput } from "../../core/base/read-input.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { ConnectionInput } from "../../core/delivery/served-connection.js";
import { clientEvents as clientFrames } from "../../core/frames/client-event-validator.js";
import type { ClientEvent as ClientFrame } from "../../core/frames/client-event.js";
import type { CommandId, StreamId } from "../../core/frames/types.js";
import { createCommandId } from "../../core/log/command-id.js";
import type { Command, CommandFinish } from "../../core/log/command.js";
import type { WrittenStream } from "../stream/stream-directory.js";
import type { DriverOptions } from "./driver-options.js";
import type { Link } from "./link.js";

/** The event is nested in the frame `$command`, in two levels. */
const frameDepth = 2;
const retryAfterMs = 1_000;

/** Callbacks of {@link Incoming}. */
type IncomingListener<P> = {
  readonly take: (link: Link<P>, input: ConnectionInput) => void;
  readonly finish: (link: Link<P>, id: CommandId, finish: CommandFinish) => void;
};

/** Reads the messages of clients: frames of sessions, events in plain mode, and the commands of both. */
export class Incoming<T extends ProtocolTypes, P> {
  readonly #options: DriverOptions<T, P>;
  readonly #listener: IncomingListener<P>;
  #plainCommands = 0;

  constructor(options: DriverOptions<T, P>, listener: IncomingListener<P>) {
    this.#options = options;
    this.#listener = listener;
  }

  text(link: Link<P>, text: string, bytes: number): void {
    if (link.codec.isSession) this.#frame(link, text);
    else this.#plainEvent(link, text, bytes);
  }

  binary(link: Link<P>): void {
    const error = binaryFrameError();
    if (link.codec.isSession) this.#listener.take(link, { kind: "invalid", reason: error.message });
    else this.#invalid(link, error);
  }

  /** Passes a command to its stream, if the client may send it. */
  submit(link: Link<P>, command: Command): void {
    const { clientEvents, authorize, directory, count } = this.#options;
    // An event in plain mode was read when it arrived.
    const input = link.codec.isSession ? clientEvents.read(command.event) : undefined;
    if (input !== undefined && input.outcome !== "event") {
      count("invalidEvents");
      const message = input.outcome === "unknown" ? `"${input.tag}" is no client event of this protocol` : invalidText(input.issues);
      return this.#refuse(link, command, "invalid", message);
    }
    const stream = directory.current(command.stream);
    if (authorize === undefined && stream !== undefined) return this.#hand(link, command, stream);
    void this.#submitLater(link, command).finally(link.port.begin());
  }

  /** Refuses an event of a client in plain mode, by the protocol's own event. */
  refuse(link: Link<P>, id: CommandId, code: string, message: string): void {
    link.finished(id);
    this.#answer(link, new ProtocolError("REFUSED", `${code}: ${message}`));
  }

  #frame(link: Link<P>, text: string): void {
    const input = readInput(clientFrames, text, this.#options.maxDepth + frameDepth);
    if (input.outcome === "event") this.#listener.take(link, { kind: "frame", frame: withAddressedStream(input.event, link.stream) });
    else this.#listener.take(link, { kind: "invalid", reason: input.error.message });
  }

  #plainEvent(link: Link<P>, text: string, bytes: number): void {
    const { clientEvents, maxDepth, count } = this.#options;
    this.#listener.take(link, { kind: "heard" });
    const input = readInput(clientEvents, text, maxDepth);
    if (input.outcome !== "event") return this.#invalid(link, input.error);
    count("receivedEvents");
    const id = createCommandId(Date.now(), Math.random, ++this.#plainCommands);
    link.begin(id, bytes);
    // A client event is an object, because its schema has a tag.
    const command = { id, stream: link.stream, event: input.event as Command["event"] };
    this.#listener.take(link, { kind: "command", command });
  }

  #invalid(link: Link<P>, error: ProtocolError): void {
    const { count, plain, report } = this.#options;
    count(error.code === "UNKNOWN_EVENT" ? "unknownEvents" : "invalidEvents");
    void guard(() => plain.onInvalid?.(error, link), report);
    this.#answer(link, error);
  }

  /** No answer is dropped. While the socket is full, the server reads no message that it would have to answer. */
  #answer(link: Link<P>, error: ProtocolError): void {
    const { plain, writer, report } = this.#options;
    const { errorEvent } = plain;
    if (errorEvent === undefined) return;
    void guard(() => {
      link.port.write([writer.checkedText(atOnce(errorEvent(error), "errorEvent"))]);
    }, report);
  }

  async #submitLater(link: Link<P>, command: Command): Promise<void> {
    const { authorize, directory, report } = this.#options;
    const { stream, event } = command;
    try {
      if (authorize !== undefined && !(await authorize(link.principal, stream, event as EventOf<T["client"]>))) {
        const name = this.#options.clientEvents.nameOf(event) ?? "";
        const message = `You may not send "${name}" to stream "${stream}": the server's option "authorize" refused.`;
        return this.#refuse(link, command, "forbidden", message);
      }
      this.#hand(link, command, await directory.written(stream));
    } catch (thrown) {
      report(thrown);
      this.#refuse(link, command, "unavailable", "the server cannot decide now whether you may send this", retryAfterMs);
    }
  }

  #hand(link: Link<P>, command: Command, stream: WrittenStream<P> | undefined): void {
    if (link.codec.isSession) this.#options.count("receivedEvents");
    if (stream === undefined) return this.#refuse(link, command, "unavailable", `stream "${command.stream}" is not open`, retryAfterMs);
    const { principal, id: connection, traceparent } = link;
    stream.submit(command, connection, { principal, connection, traceparent });
  }

  #refuse(link: Link<P>, { id }: Command, code: string, message: string, retryMs?: number): void {
    this.#listener.finish(link, id, { kind: "refused", code, message, retryAfterMs: retryMs });
  }
}

/** A client that names no stream follows the one in its address. */
function withAddressedStream(frame: ClientFrame, stream: StreamId): ClientFrame {
  return frame.type === "$hello" && frame.streams.length === 0 ? { ...frame, streams: [{ stream }] } : frame;
}

function invalidText(issues: readonly { readonly path: string; readonly expected: string; readonly got: string }[]): string {
  const [first] = issues;
  if (first === undefined) return "the event does not match its schema";
  return `the event is invalid${first.path === "" ? "" : ` at ${first.path}`}: expected ${first.expected}, got ${first.got}`;
}
