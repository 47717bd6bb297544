import { WebSocket } from "ws";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import type { ServerEvent as ServerFrame } from "../../runtime/core/frames/server-event.js";
import { createCommandId } from "../../runtime/core/log/command-id.js";
import type { Cleanup } from "./stream-harness.js";
import { until } from "./stream-harness.js";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { readonly type: Type }>;

/** The identity of the toy protocol. */
export const toyProtocol = { name: "toy", version: "1.0.0", digest: "sha256:toy" };

let made = 0;

/** Returns a new command id, later than all before. */
export function commandId(): string {
  return createCommandId(Date.now(), Math.random, made++);
}

/** A client that sends frames of its own over a real socket, without the runtime's client. */
export class SessionPeer {
  readonly ws: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(
    cleanup: Cleanup,
    url: string,
    options: { readonly headers?: Record<string, string>; readonly protocols?: readonly string[] } = {},
  ) {
    this.ws = new WebSocket(url, [...(options.protocols ?? ["dagwire.v1"])], { headers: options.headers });
    this.ws.on("message", (data: Buffer) => this.frames.push(JSON.parse(data.toString("utf8")) as ServerFrame));
    this.opened = new Promise((resolve, reject) => this.ws.once("open", resolve).once("error", reject));
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.ws.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
    cleanup.add(() => this.ws.terminate());
  }

  send(frame: ClientFrame): void {
    this.ws.send(JSON.stringify(frame));
  }

  /** Sends `$hello` and waits for the verdicts. @param streams By default the stream in the URL. */
  async hello(
    streams: readonly { readonly stream: string; readonly after?: string }[] = [],
    more: Partial<Extract<ClientFrame, { readonly type: "$hello" }>> = {},
  ): Promise<FrameOf<"$welcome">> {
    await this.opened;
    this.send({ type: "$hello", v: 1, protocol: toyProtocol, client: commandId(), streams: [...streams], ...more });
    return this.next("$welcome");
  }

  /** Waits for the next frame of a type. Returns each frame once. */
  async next<Type extends ServerFrame["type"]>(type: Type): Promise<FrameOf<Type>> {
    await until(() => this.frames.some((frame) => frame.type === type), `a frame ${type}`);
    const index = this.frames.findIndex((frame) => frame.type === type);
    const [frame] = this.frames.splice(index, 1);
    return frame as FrameOf<Type>;
  }

  /** Sends a command and waits for its answer. */
  async command(stream: string, event: object, id = commandId()): Promise<FrameOf<"$ack"> | FrameOf<"$nack">> {
    this.send({ type: "$command", id, stream, event: event as { readonly [key: string]: unknown } });
    const isAnswer = (frame: ServerFrame): boolean => (frame.type === "$ack" || frame.type === "$nack") && frame.id === id;
    await until(() => this.frames.some(isAnswer), `an answer to ${id}`);
    const [frame] = this.frames.splice(this.frames.findIndex(isAnswer), 1);
    return frame as FrameOf<"$ack"> | FrameOf<"$nack">;
  }

  /** The events that have arrived, in order. */
  get events(): readonly unknown[] {
    return this.frames.flatMap((frame) => (frame.type === "$events" ? frame.events : []));
  }
}
