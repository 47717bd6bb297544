import { dagEvents } from "@dagwire/dag";
import { WebSocket } from "ws";
import type { Reading } from "./messages.js";

/** Figures of all clients of a process together. */
export class Tally {
  live = 0;
  refused = 0;
  receivedBytes = 0;
  arrivalsMs: number[] = [];
  waitsMs: number[] = [];
  readonly closed: Record<string, number> = {};
}

/** No frame that a client reacts to has more bytes. */
const longestFrame = 300;
const slowBytesPerSecond = 1_024;
const sawtoothMs = 5_000;
const retryMs = 1_000;

/** A session that reads at a given speed, counts events, and reconnects after the time in a `$bye`. */
export class SessionClient {
  readonly #url: string;
  readonly #reading: Reading;
  readonly #tally: Tally;
  #ws: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #backAtMs = 0;

  constructor(port: number, reading: Reading, tally: Tally) {
    this.#url = `ws://127.0.0.1:${port}/run`;
    this.#reading = reading;
    this.#tally = tally;
    this.#dial();
  }

  #dial(): void {
    let isLive = false;
    const dialledMs = performance.now();
    const ws = new WebSocket(this.#url, ["dagwire.v1.1"], { perMessageDeflate: false });
    this.#ws = ws;
    ws.on("open", () => ws.send(hello));
    ws.on("message", (data: Buffer) => {
      this.#tally.receivedBytes += data.length;
      // Only short frames can be those that the client reacts to. It counts the others, so that it costs little CPU.
      if (data.length > longestFrame || (isLive && !isBye(data))) return;
      const frame = JSON.parse(data.toString()) as { readonly type: string; readonly afterMs: number; readonly spreadMs: number };
      if (frame.type === "$bye") {
        this.#backAtMs = performance.now() + frame.afterMs + Math.random() * frame.spreadMs;
        ws.close(1000);
      }
      if (frame.type !== "$synced") return;
      isLive = true;
      this.#tally.live++;
      this.#tally.arrivalsMs.push(performance.now());
      this.#tally.waitsMs.push(performance.now() - dialledMs);
      this.#read();
    });
    ws.on("error", () => {});
    ws.on("close", (code) => {
      clearInterval(this.#timer);
      if (isLive) this.#tally.live--;
      else this.#tally.refused++;
      this.#tally.closed[code] = (this.#tally.closed[code] ?? 0) + 1;
      // A client that was closed as a slow consumer does not reconnect here.
      if (this.#backAtMs > 0 && code !== 4113)
        setTimeout(() => this.#dial(), Math.max(retryMs * Math.random(), this.#backAtMs - performance.now()));
    });
  }

  #read(): void {
    if (this.#reading === "all") return;
    if (this.#reading === "once") return this.#ws?.close(1000);
    this.#ws?.pause();
    if (this.#reading === "slow") this.#timer = setInterval(() => this.#sip(), 1_000);
    if (this.#reading === "sawtooth") this.#timer = setInterval(() => this.#toggle(), sawtoothMs);
  }

  /** Resumes the socket only sometimes: it delivers at least 64 KiB at a time, so the average rate depends on how often it may read. */
  #sip(): void {
    if (Math.random() > slowBytesPerSecond / 65_536) return;
    this.#ws?.resume();
    setImmediate(() => this.#ws?.pause());
  }

  #toggle(): void {
    if (this.#ws?.isPaused === true) this.#ws.resume();
    else this.#ws?.pause();
  }
}

function isBye(data: Buffer): boolean {
  return data.length < 200 && data.includes('"$bye"');
}

const { name, version, digest } = dagEvents;
const hello = JSON.stringify({
  type: "$hello",
  v: 1,
  protocol: { name, version, digest },
  client: "01999999-9999-7999-8999-999999999999",
  streams: [],
});
