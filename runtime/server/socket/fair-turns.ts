/** Milliseconds in which the server handles messages that have waited, in a turn of the event loop. Messages that come have as many. */
const turnMs = 1;
/** Milliseconds in which the server handles messages of one connection, before those of others have their turn. */
const shareMs = 0.25;
/** Milliseconds that a connection may save up, one share in each turn. An honest client may send many messages at once. */
const savedMs = 5;
/** The most milliseconds that count for a message. The clock also runs while the machine does other work. */
const mostMs = savedMs / 2;
/** For each millisecond of a connection that has used up its share, such connections wait as many milliseconds. */
const rest = 4;
/** The longest such wait in milliseconds. */
const mostRestMs = 50;

/** The time that a connection has. A message that takes longer makes it negative, so that the connection waits for more shares. */
export class Share {
  /** Number of the turn of the event loop in which `leftMs` counts. */
  turn = 0;
  leftMs: number = savedMs;

  add(shares: number): void {
    this.leftMs = Math.min(savedMs, this.leftMs + shares * shareMs);
  }

  subtract(tookMs: number): void {
    this.leftMs -= Math.min(mostMs, tookMs);
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

/** The clock of {@link FairTurns}. Tests replace it. */
export type TurnClock = {
  /** Returns a time in milliseconds. */
  readonly nowMs: () => number;
  /** Calls `wake` after some milliseconds. */
  readonly after: (ms: number, wake: () => void) => void;
};

const realClock: TurnClock = {
  nowMs: () => performance.now(),
  after: (ms, wake) => void setTimeout(wake, ms),
};

/**
 * Divides the time of a server among the connections that send messages, so that a client that sends too much delays only itself. A
 * connection that has used up its share waits behind all others. A connection that has to wait with a part of its share left comes
 * first, because few messages of honest clients have to wait. The connections that have used up their shares have a fifth of the time
 * together, so that floods cost little on a machine with other work.
 */
export class FairTurns {
  readonly #clock: TurnClock;
  /** Connections that have a part of their share left. */
  readonly #light = new Set<Waiting>();
  /** Connections that have used up their share, in the order in which they get the next one. */
  readonly #heavy = new Set<Waiting>();
  /** The connection whose messages are being handled. */
  #served: Waiting | undefined;
  #turn = 0;
  #usedMs = 0;
  /** The time from which connections without a share may be served. */
  #heavyAtMs = 0;
  #isCounting = false;
  #isResting = false;

  constructor(clock: TurnClock = realClock) {
    this.#clock = clock;
  }

  /** Returns true if the connection may handle a message at once: neither its share nor the time of this turn is used up. */
  mayHandle(share: Share): boolean {
    if (share.turn !== this.#turn) share.add(this.#turn - share.turn);
    share.turn = this.#turn;
    return this.#usedMs < turnMs && share.leftMs > 0;
  }

  now(): number {
    return this.#clock.nowMs();
  }

  /** Subtracts time that the server has spent on a connection, from its share and from the time of this turn. */
  charge(share: Share, tookMs: number): void {
    this.#subtract(share, tookMs);
    if (share.leftMs <= 0) this.#rest(tookMs);
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

  #subtract(share: Share, tookMs: number): void {
    share.subtract(tookMs);
    this.#usedMs += tookMs;
  }

  #rest(tookMs: number): void {
    const nowMs = this.now();
    this.#heavyAtMs = Math.min(Math.max(nowMs, this.#heavyAtMs) + rest * tookMs, nowMs + mostRestMs);
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
    if (this.now() >= this.#heavyAtMs) this.#serveHeavy();
    // Messages that come now belong to connections that have not waited. They have time of their own.
    this.#usedMs = 0;
    if (this.#light.size > 0) this.#count();
    else if (this.#heavy.size > 0) this.#countLater();
  }

  /** Begins a turn when connections without a share may be served. */
  #countLater(): void {
    if (this.#isResting) return;
    this.#isResting = true;
    this.#clock.after(Math.max(1, this.#heavyAtMs - this.now()), () => {
      this.#isResting = false;
      this.#count();
    });
  }

  #serveHeavy(): void {
    const beganMs = this.now();
    for (const waiting of this.#heavy) {
      if (this.#usedMs >= turnMs) break;
      this.#heavy.delete(waiting);
      waiting.share.add(1);
      // A socket can give 64 KiB at once, and to parse them can take longer than a turn. So only one of these sockets is read.
      if (this.#serve(waiting)) break;
    }
    this.#rest(this.now() - beganMs);
  }

  /** Handles messages of one connection. @returns true if the connection reads from its socket again. */
  #serve(waiting: Waiting): boolean {
    const { share } = waiting;
    share.turn = this.#turn;
    this.#served = waiting;
    for (let leftMs = Math.min(shareMs, share.leftMs); waiting.hasMessage && this.#usedMs < turnMs && leftMs > 0;) {
      const beganMs = this.now();
      waiting.handleNext();
      const tookMs = this.now() - beganMs;
      this.#subtract(share, tookMs);
      leftMs -= tookMs;
    }
    this.#served = undefined;
    if (!waiting.hasMessage) return waiting.goOnReading();
    this.#add(waiting);
    return false;
  }
}
