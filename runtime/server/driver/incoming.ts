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
import type { LocalStream } from "../stream/stream-directory.js";
import type { DriverOptions } from "./driver-options.js";
import type { DriverConnection, Sender } from "./driver-connection.js";

/** The levels of JSON that the frame `$command` adds around the event. */
const frameDepth = 2;
const retryAfterMs = 1_000;

/** Callbacks of {@link Incoming}. */
type IncomingListener<P> = {
  readonly take: (connection: DriverConnection<P>, input: ConnectionInput) => void;
  readonly finish: (connection: DriverConnection<P>, id: CommandId, finish: CommandFinish) => void;
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

  text(connection: DriverConnection<P>, text: string, bytes: number): void {
    if (connection.codec.isSession) this.#frame(connection, text);
    else this.#plainEvent(connection, text, bytes);
  }

  binary(connection: DriverConnection<P>): void {
    const error = binaryFrameError();
    if (connection.codec.isSession) this.#listener.take(connection, { kind: "invalid", reason: error.message });
    else this.#invalid(connection, error);
  }

  /** Passes a command to its stream, if the client may send it. */
  submit(connection: DriverConnection<P>, command: Command): void {
    const { clientEvents, authorize, directory, count } = this.#options;
    // In plain mode the event was validated when it arrived.
    const input = connection.codec.isSession ? clientEvents.read(command.event) : undefined;
    if (input !== undefined && input.outcome !== "event") {
      count("invalidEvents");
      const message = input.outcome === "unknown" ? `"${input.tag}" is no client event of this protocol` : invalidText(input.issues);
      return this.#refuse(connection, command, "invalid", message);
    }
    const stream = directory.current(command.stream);
    if (authorize === undefined && stream !== undefined && !connection.tokens.isUnderWay)
      return this.#hand(connection, command, connection.sender, stream);
    void this.#submitLater(connection, command).finally(connection.port.begin());
  }

  /** Refuses an event of a client in plain mode. Answers with the event that `errorEvent` returns. */
  refuse(connection: DriverConnection<P>, id: CommandId, code: string, message: string): void {
    connection.finished(id);
    this.#answer(connection, new ProtocolError("REFUSED", `${code}: ${message}`));
  }

  #frame(connection: DriverConnection<P>, text: string): void {
    const input = readInput(clientFrames, text, this.#options.maxDepth + frameDepth);
    if (input.outcome === "event")
      this.#listener.take(connection, { kind: "frame", frame: withAddressedStream(input.event, connection.stream) });
    else this.#listener.take(connection, { kind: "invalid", reason: input.error.message });
  }

  #plainEvent(connection: DriverConnection<P>, text: string, bytes: number): void {
    const { clientEvents, maxDepth, count } = this.#options;
    this.#listener.take(connection, { kind: "heard" });
    const input = readInput(clientEvents, text, maxDepth);
    if (input.outcome !== "event") return this.#invalid(connection, input.error);
    count("receivedEvents");
    const id = createCommandId(Date.now(), Math.random, ++this.#plainCommands);
    connection.begin(id, bytes);
    // Every client event is an object, because every client event has a tag.
    const command = { id, stream: connection.stream, event: input.event as Command["event"] };
    this.#listener.take(connection, { kind: "command", command });
  }

  #invalid(connection: DriverConnection<P>, error: ProtocolError): void {
    const { count, plain, report } = this.#options;
    count(error.code === "UNKNOWN_EVENT" ? "unknownEvents" : "invalidEvents");
    void guard(() => plain.onInvalid?.(error, connection), report);
    this.#answer(connection, error);
  }

  /** Answers a refused message in plain mode. Ignores whether the socket is full, because a full socket stops reading messages. */
  #answer(connection: DriverConnection<P>, error: ProtocolError): void {
    const { plain, writer, report } = this.#options;
    const { errorEvent } = plain;
    if (errorEvent === undefined) return;
    void guard(() => {
      connection.port.write([writer.checkedText(atOnce(errorEvent(error), "errorEvent"))]);
    }, report);
  }

  async #submitLater(connection: DriverConnection<P>, command: Command): Promise<void> {
    const { authorize, directory, report } = this.#options;
    const { stream, event } = command;
    try {
      // A command that comes after a token belongs to the principal of the token. Without that principal it belongs to nobody.
      if (connection.tokens.isUnderWay && !(await connection.tokens.settled())) return;
      // Read once: another token may change the connection's principal while `authorize` decides.
      const { sender } = connection;
      if (authorize !== undefined && !(await authorize(sender.principal, stream, event as EventOf<T["client"]>))) {
        const name = this.#options.clientEvents.nameOf(event) ?? "";
        const message = `You may not send "${name}" to stream "${stream}": the server's option "authorize" refused.`;
        return this.#refuse(connection, command, "forbidden", message);
      }
      this.#hand(connection, command, sender, await directory.whenOpen(stream));
    } catch (thrown) {
      report(thrown);
      this.#refuse(
        connection,
        command,
        "unavailable",
        "the server cannot decide now whether you may send this event: send it again later",
        retryAfterMs,
      );
    }
  }

  #hand(connection: DriverConnection<P>, command: Command, { principal, info }: Sender<P>, stream: LocalStream<P> | undefined): void {
    if (connection.codec.isSession) this.#options.count("receivedEvents");
    const { id, traceparent } = connection;
    const sent = { ...command, by: info?.id };
    const source = { principal, connection: id, traceparent };
    if (stream !== undefined) return stream.submit(sent, id, source);
    if (!this.#options.directory.hold(sent, id, source))
      this.#refuse(connection, command, "unavailable", `stream "${command.stream}" is not open`, retryAfterMs);
  }

  #refuse(connection: DriverConnection<P>, { id }: Command, code: string, message: string, retryMs?: number): void {
    this.#listener.finish(connection, id, { kind: "refused", code, message, retryAfterMs: retryMs });
  }
}

/** Adds the stream in the client's address to a `$hello` that names no stream. */
function withAddressedStream(frame: ClientFrame, stream: StreamId): ClientFrame {
  return frame.type === "$hello" && frame.streams.length === 0 ? { ...frame, streams: [{ stream }] } : frame;
}

function invalidText(issues: readonly { readonly path: string; readonly expected: string; readonly got: string }[]): string {
  const [first] = issues;
  if (first === undefined) return "the event does not match its schema";
  return `the event is invalid${first.path === "" ? "" : ` at ${first.path}`}: expected ${first.expected}, got ${first.got}`;
}
