/** Milliseconds in which the server handles messages that have waited, in a turn of the event loop. Messages that come have as many. */
const turnMs = 1;
/** Milliseconds in which the server handles messages of one connection, before those of others have their turn. */
const shareMs = 0.25;

/** The time that a connection has. A message that takes longer makes it negative, so that the connection waits for more shares. */
export class Share {
  /** Number of the turn of the event loop in which `leftMs` counts. */
  turn = 0;
  leftMs: number = shareMs;

  add(shares: number): void {
    this.leftMs = Math.min(shareMs, this.leftMs + shares * shareMs);
  }

  /** Subtracts time. An honest client may send one message with much work, so it owes no more than a turn. */
  subtract(tookMs: number): void {
    this.leftMs = Math.max(-turnMs, this.leftMs - tookMs);
  }
}

/** A connection with messages that wait until it may use its share. */
export type Waiting = {
  readonly share: Share;
  /** True if a message waits and the limits of the connection allow the server to handle it. */
  readonly hasMessage: boolean;
  /** Handles the message that has waited longest. */
  handleNext(): void;
  /** Called when `hasMessage` is false. @returns true if the connection reads from its socket again. */
  goOnReading(): boolean;
};

/**
 * Divides the time of a server among the connections that send messages, so that a client that sends too much delays only itself. A
 * connection that has used up its share waits behind all others. A connection that has to wait with a part of its share left comes
 * first, because few messages of honest clients have to wait.
 */
export class FairTurns {
  readonly #nowMs: () => number;
  /** Connections that have a part of their share left. */
  readonly #light = new Set<Waiting>();
  /** Connections that have used up their share, in the order in which they get the next one. */
  readonly #heavy = new Set<Waiting>();
  /** The connection whose messages are being handled. */
  #served: Waiting | undefined;
  #turn = 0;
  #usedMs = 0;
  #isCounting = false;

  /** @param nowMs returns a time in milliseconds. Tests replace it. @default performance.now */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Returns true if the connection may handle a message at once: neither its share nor the time of this turn is used up. */
  mayHandle(share: Share): boolean {
    if (share.turn !== this.#turn) share.add(this.#turn - share.turn);
    share.turn = this.#turn;
    return this.#usedMs < turnMs && share.leftMs > 0;
  }

  now(): number {
    return this.#nowMs();
  }

  /** Subtracts time that the server has spent on a connection, from its share and from the time of this turn. */
  charge(share: Share, tookMs: number): void {
    share.subtract(tookMs);
    this.#usedMs += tookMs;
    this.#count();
  }

  /** Handles the connection's messages in later turns of the event loop, until none waits. */
  wait(waiting: Waiting): void {
    if (waiting === this.#served || this.#light.has(waiting) || this.#heavy.has(waiting)) return;
    this.#add(waiting);
    this.#count();
  }

  #add(waiting: Waiting): void {
    (waiting.share.leftMs > 0 ? this.#light : this.#heavy).add(waiting);
  }

  /** Ends the turn when the event loop comes to its immediates. It comes to them after it has read from all sockets. */
  #count(): void {
    if (this.#isCounting) return;
    this.#isCounting = true;
    setImmediate(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#isCounting = false;
    this.#turn++;
    this.#usedMs = 0;
    for (const waiting of this.#light) {
      if (this.#usedMs >= turnMs) break;
      this.#light.delete(waiting);
      this.#serve(waiting);
    }
    for (const waiting of this.#heavy) {
      if (this.#usedMs >= turnMs) break;
      this.#heavy.delete(waiting);
      waiting.share.add(1);
      // A socket can give 64 KiB at once, and to parse them can take longer than a turn. So only one of these sockets is read.
      if (this.#serve(waiting)) break;
    }
    // Messages that come now belong to connections that have not waited. They have time of their own.
    this.#usedMs = 0;
    if (this.#light.size + this.#heavy.size > 0) this.#count();
  }

  /** Handles messages of one connection. @returns true if the connection reads from its socket again. */
  #serve(waiting: Waiting): boolean {
    const { share } = waiting;
    share.turn = this.#turn;
    while (waiting.hasMessage) {
      if (this.#usedMs >= turnMs || share.leftMs <= 0) {
        this.#add(waiting);
        return false;
      }
      const beganMs = this.#nowMs();
      this.#served = waiting;
      waiting.handleNext();
      this.#served = undefined;
      this.charge(share, this.#nowMs() - beganMs);
    }
    return waiting.goOnReading();
  }
}
