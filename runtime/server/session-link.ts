import type { RawData, WebSocket } from "ws";
import { closeReason } from "../core/base/close-code.js";
import * as closeCodes from "../core/base/close-codes.js";
import { frameText, joinFrames } from "./socket/frame.js";
import type { Frame } from "./socket/frame.js";
import { Intake } from "./intake.js";
import type { IntakeLimits } from "./intake.js";
import { Outlet } from "./socket/outlet.js";
import type { UpgradeSocket } from "./socket/outlet.js";

/** What the upgrade has found out about a session's client. */
export type SessionArrival<P> = {
  readonly id: number;
  readonly principal: P;
  readonly ws: WebSocket;
  readonly socket: UpgradeSocket;
  /** Stream in the URL. */
  readonly stream: string;
  readonly traceparent: string | undefined;
};

/** What a link tells of its socket. */
export type LinkListener = {
  readonly onText: (text: string) => void;
  readonly onBinary: () => void;
  readonly onHeard: () => void;
  /** The socket takes more after it was full. */
  readonly onDrain: () => void;
  readonly onBroken: () => void;
  readonly onClosed: () => void;
};

/** One client's WebSocket in session mode. It knows no frames' meaning. */
export class SessionLink<P> {
  readonly id: number;
  readonly stream: string;
  readonly traceparent: string | undefined;
  principal: P;
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #intake: Intake;
  #takenBytes = 0;

  constructor({ id, principal, ws, socket, stream, traceparent }: SessionArrival<P>, limits: IntakeLimits, listener: LinkListener) {
    this.id = id;
    this.principal = principal;
    this.stream = stream;
    this.traceparent = traceparent;
    this.#ws = ws;
    this.#outlet = new Outlet(ws, socket);
    ws.on("ping", listener.onHeard).on("pong", listener.onHeard);
    this.#intake = new Intake(ws, this.#outlet, limits, {
      onMessage: (data: RawData, isBinary) => {
        if (isBinary || !Buffer.isBuffer(data)) listener.onBinary();
        else listener.onText(data.toString("utf8"));
      },
      onOverflow: () => this.close(closeCodes.rateLimited, "too many messages at once"),
    });
    ws.on("error", listener.onBroken);
    ws.on("close", listener.onClosed);
    socket.on("drain", () => {
      listener.onDrain();
      this.#intake.goOn();
    });
  }

  /** Bytes that the kernel has not taken yet. */
  get waitingBytes(): number {
    return this.#outlet.waitingBytes;
  }

  /** True when the next chunk had better wait for the socket to drain. */
  get isFull(): boolean {
    return this.#outlet.isFull;
  }

  /** True while nothing is read because too much that was is still being decided. */
  get isBusy(): boolean {
    return this.#intake.isBusy;
  }

  /** Something that the client has asked for takes time. @returns to be called when that is over. */
  begin(): () => void {
    return this.#intake.begin();
  }

  /** True when the socket has taken something since this was asked last. */
  hasProgressed(): boolean {
    const before = this.#takenBytes;
    this.#takenBytes = this.#outlet.takenBytes;
    return this.#takenBytes !== before;
  }

  send(text: string): void {
    this.write([frameText(text)]);
  }

  write(frames: readonly Frame[], joined: Buffer = joinFrames(frames)): void {
    this.#outlet.write(frames, joined);
  }

  ping(): void {
    this.#outlet.ping();
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, closeReason(reason));
    this.#intake.goOn();
  }

  terminate(): void {
    this.#ws.terminate();
  }
}
