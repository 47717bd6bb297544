import type { RawData, WebSocket } from "ws";
import { closeReason } from "../core/base/close-code.js";
import * as closeCodes from "../core/base/close-codes.js";
import { ProtocolError } from "../core/base/error.js";
import { binaryFrameError, readInput } from "../core/base/read-input.js";
import { takeToken } from "../core/delivery/token-bucket.js";
import type { TokenBucket } from "../core/delivery/token-bucket.js";
import { atOnce } from "./guard.js";
import { Intake } from "./intake.js";
import { Member } from "./member.js";
import type { Batch } from "./member.js";
import { Outlet } from "./socket/outlet.js";
import type { UpgradeSocket } from "./socket/outlet.js";
import type { Room } from "./room.js";
import type { PlainSender } from "./stream/open-room.js";
import type { Settings } from "./settings.js";
import type { Connection } from "./types.js";

/** What the upgrade has found out about a client. */
export type Arrival<P> = {
  readonly id: number;
  readonly principal: P;
  readonly ws: WebSocket;
  readonly socket: UpgradeSocket;
  /** W3C trace context of the upgrade request. */
  readonly traceparent: string | undefined;
};

/** One client's WebSocket in plain mode: events in, frames out, one a frame. */
export class ClientLink<S, SN extends string, C, CN extends string, P> implements Connection<S, P> {
  readonly id: number;
  readonly principal: P;
  readonly remoteAddress: string | undefined;
  readonly #arrival: Arrival<P>;
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #intake: Intake;
  readonly #room: Room<S, SN, C, CN, P>;
  readonly #settings: Settings<S, SN, C, CN, P>;
  #member: Member | undefined;
  #farewell: { readonly code: number; readonly reason: string } | undefined;
  #bucket: TokenBucket;
  /** Commands in a row that came too fast. */
  #strikes = 0;
  #heardAtMs: number;
  #pingedAtMs: number;

  constructor(arrival: Arrival<P>, room: Room<S, SN, C, CN, P>, settings: Settings<S, SN, C, CN, P>) {
    this.#arrival = arrival;
    this.id = arrival.id;
    this.principal = arrival.principal;
    this.remoteAddress = arrival.socket.remoteAddress;
    this.#ws = arrival.ws;
    this.#outlet = new Outlet(arrival.ws, arrival.socket);
    this.#room = room;
    this.#settings = settings;
    this.#heardAtMs = performance.now();
    this.#pingedAtMs = this.#heardAtMs;
    this.#bucket = { tokens: settings.limits.commandRate.burst, atMs: this.#heardAtMs };
    this.#intake = new Intake(arrival.ws, this.#outlet, settings.limits, {
      onMessage: (data, isBinary) => this.#receive(data, isBinary),
      onOverflow: () => this.close(closeCodes.rateLimited, "too many messages at once"),
    });
    this.#listen(arrival.socket);
    this.#join();
  }

  /** Who sends, and where a refusal goes. */
  get sender(): PlainSender<P> {
    const { principal, id: connection, traceparent } = this.#arrival;
    return { principal, connection, traceparent, refuse: (error) => this.#answer(error) };
  }

  get isLagging(): boolean {
    return this.#member !== undefined && this.#member.state !== "live";
  }

  send(event: S): boolean {
    const { outbound, limits } = this.#settings;
    const frame = outbound.frame(event);
    const isTooSlow = this.#outlet.waitingBytes + frame.byteLength > limits.highWaterMarkBytes;
    if (!this.#outlet.isOpen || isTooSlow) return false;
    this.#outlet.write([frame]);
    return true;
  }

  close(code: number = closeCodes.done, reason = ""): void {
    this.#ws.close(code, closeReason(reason));
    this.#intake.goOn();
  }

  /** Closes when the member has read the log to its end: an early 1000 would hide the rest for good. */
  finish(code: number, reason: string): void {
    this.#farewell = { code, reason };
    this.#settle();
  }

  terminate(): void {
    this.#ws.terminate();
  }

  deliver(batch: Batch): void {
    this.#member?.deliver(batch);
    this.#settle();
  }

  /** Called by the one heartbeat timer: finds the stuck and the dead, and pings the others. */
  checkHealth(nowMs: number): void {
    if (!this.#outlet.isOpen) return;
    const { intervalMs, timeoutMs } = this.#settings.heartbeat;
    // What is not read cannot be heard.
    if (this.#intake.isBusy) this.#heardAtMs = nowMs;
    // Answers alone may have filled the socket: from now on the member is judged by what its socket takes.
    if (this.#outlet.isFull) this.#member?.catchUp();
    if (this.#member?.isStuck(nowMs) === true) {
      this.#closeAsSlow("took nothing for too long");
    } else if (!this.isLagging && nowMs - this.#heardAtMs >= timeoutMs) {
      this.#settings.counters.deadConnections++;
      this.terminate();
    } else if (nowMs - this.#pingedAtMs >= intervalMs) {
      this.#pingedAtMs = nowMs;
      this.#outlet.ping();
    }
  }

  #listen(socket: UpgradeSocket): void {
    const hear = (): void => {
      this.#heardAtMs = performance.now();
    };
    this.#ws.on("ping", hear).on("pong", hear).on("message", hear);
    // ws closes the connection itself, with the code that the broken frame deserves.
    this.#ws.on("error", () => {
      this.#settings.counters.brokenConnections++;
    });
    this.#ws.on("close", () => {
      this.#room.leave(this);
    });
    socket.on("drain", () => {
      if (this.isLagging) {
        hear();
        this.#member?.catchUp();
        this.#settle();
      }
      this.#intake.goOn();
    });
  }

  #join(): void {
    this.#room.join(this);
    try {
      const { frames, cursor } = this.#room.greeting();
      this.#member = new Member(this.#outlet, this.#room.log, this.#settings.limits, frames, cursor);
    } catch (thrown) {
      this.#settings.report(thrown);
      this.close(closeCodes.internalError, "the current state is not available");
      return;
    }
    this.#member.catchUp();
    this.#settle();
  }

  #receive(data: RawData, isBinary: boolean): void {
    // What comes after the end of the stream, or between our close frame and the peer's, is too late.
    if (!this.#outlet.isOpen || this.#farewell !== undefined) return;
    if (isBinary || !Buffer.isBuffer(data)) {
      this.#refuse(binaryFrameError());
      return;
    }
    const { events } = this.#settings.options;
    const input = readInput(events.client, data.toString("utf8"), this.#settings.limits.maxDepth);
    if (input.outcome === "event") {
      if (this.#room.takesCommands && !this.#mayCommand()) return;
      this.#settings.counters.receivedEvents++;
      void this.#room.dispatch(input.name, input.event, this)?.then(this.#intake.begin(data.length));
    } else {
      this.#refuse(input.error);
    }
  }

  /** The outcome of each command is kept for a day: a plain client has no more of them than a session. */
  #mayCommand(): boolean {
    const { commandRate } = this.#settings.limits;
    const { bucket, waitMs } = takeToken(this.#bucket, commandRate, performance.now());
    this.#bucket = bucket;
    this.#strikes = waitMs === 0 ? 0 : this.#strikes + 1;
    if (waitMs === 0) return true;
    const { burst, perSecond } = commandRate;
    if (this.#strikes > burst) this.close(closeCodes.rateLimited, "too many commands");
    else {
      const allowed = `expected at most ${burst} events at once and ${perSecond} a second`;
      this.#answer(new ProtocolError("REFUSED", `rate_limited: ${allowed}, got more. Send it again after ${waitMs} ms.`));
    }
    return false;
  }

  #refuse(error: ProtocolError): void {
    const { counters, options } = this.#settings;
    if (error.rule === "UNKNOWN_EVENT") counters.unknownEvents++;
    else counters.invalidEvents++;
    this.#settings.guard(() => options.onInvalid?.(error, this));
    this.#answer(error);
  }

  #answer(error: ProtocolError): void {
    const { errorEvent } = this.#settings.options;
    if (errorEvent === undefined) return;
    // No answer is dropped: while the socket is full nothing is read that would have to be answered.
    this.#settings.guard(() => this.#outlet.write([this.#settings.outbound.frameChecked(atOnce(errorEvent(error), "errorEvent"))]));
  }

  #settle(): void {
    if (this.#member?.state === "lost") this.#closeAsSlow("fell out of the retained log");
    else if (this.#farewell !== undefined && !this.isLagging) this.close(this.#farewell.code, this.#farewell.reason);
  }

  #closeAsSlow(reason: string): void {
    this.#member = undefined;
    this.#settings.counters.slowConnections++;
    this.close(closeCodes.slowConsumer, `slow consumer: ${reason}`);
  }
}
