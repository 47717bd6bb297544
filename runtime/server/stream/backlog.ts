import { Buffer } from "node:buffer";
import { defaultBacklogLimits, noLoad, roomFor } from "../../core/appends/backlog.js";
import type { BacklogLimits, Load } from "../../core/appends/backlog.js";

/** The bytes of all events of a server that wait for its log. */
export class TotalBacklog {
  readonly limits: BacklogLimits;
  bytes = 0;

  constructor(limits: BacklogLimits = defaultBacklogLimits) {
    this.limits = limits;
  }
}

/** The events of one stream that wait for the log. */
export class Backlog {
  readonly #total: TotalBacklog;
  #load: Load = noLoad;

  constructor(total: TotalBacklog) {
    this.#total = total;
  }

  get bytes(): number {
    return this.#load.bytes;
  }

  get events(): number {
    return this.#load.events;
  }

  /** Returns whether an event of `bytes` bytes may wait, beside `more` events that are not counted yet. */
  room(bytes: number, more: Load = noLoad): "free" | "half" | "full" {
    const held = { bytes: this.bytes + more.bytes, events: this.events + more.events };
    return roomFor({ bytes, events: 1 }, held, this.#total.bytes + more.bytes, this.#total.limits);
  }

  /** True if at most half of each limit is used up. */
  get isHalfFree(): boolean {
    return roomFor(noLoad, this.#load, this.#total.bytes, this.#total.limits) === "free";
  }

  add({ bytes, events }: Load): void {
    this.#load = { bytes: this.bytes + bytes, events: this.events + events };
    this.#total.bytes += bytes;
  }

  remove({ bytes, events }: Load): void {
    this.add({ bytes: -bytes, events: -events });
  }
}

/** Returns the number and the bytes of some events. */
export function loadOf(texts: readonly string[]): Load {
  return { bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0), events: texts.length };
}
