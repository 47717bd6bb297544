import { expect, test } from "vitest";
import { FairTurns, Share } from "../../../../../runtime/server/socket/fair-turns.js";
import type { Waiting } from "../../../../../runtime/server/socket/fair-turns.js";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that only messages and waiting move, and the messages that were handled, in order. */
class Room {
  readonly handled: string[] = [];
  readonly read: string[] = [];
  nowMs = 0;
  readonly turns = new FairTurns({
    nowMs: () => this.nowMs,
    after: (ms, wake) => {
      this.restedMs += ms;
      this.nowMs += ms;
      wake();
    },
  });
  restedMs = 0;

  /** @param usedMs time that the connection has already used. */
  add(name: string, costsMs: readonly number[], usedMs = 0): void {
    this.turns.wait(new Sender(this, name, costsMs, usedMs));
  }
}

/** A connection with waiting messages that take some time each. */
class Sender implements Waiting {
  readonly share = new Share();
  readonly #room: Room;
  readonly #name: string;
  readonly #costsMs: number[];

  constructor(room: Room, name: string, costsMs: readonly number[], usedMs: number) {
    this.#room = room;
    this.#name = name;
    this.#costsMs = [...costsMs];
    for (let leftMs = usedMs; leftMs > 0; leftMs--) this.share.subtract(1);
  }

  get hasMessage(): boolean {
    return this.#costsMs.length > 0;
  }

  handleNext(): void {
    this.#room.nowMs += this.#costsMs.shift() ?? 0;
    this.#room.handled.push(this.#name);
    // A message that was handled at once asks for the next one.
    this.#room.turns.wait(this);
  }

  goOnReading(): boolean {
    this.#room.read.push(this.#name);
    return true;
  }
}

const times = (count: number, ms: number): readonly number[] => Array.from({ length: count }, () => ms);
const most = 1_000;
/** Milliseconds that use up what a connection may save up. */
const spentMs = 6;

test("[SC14] in one turn of the event loop, messages that have waited take 1 ms and the rest of the last message", async () => {
  const room = new Room();
  for (const name of ["a", "b", "c"]) room.add(name, times(most, 0.1));
  const turns: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const before = room.handled.length;
    await nextTurn();
    turns.push((room.handled.length - before) * 0.1);
  }
  expect(Math.max(...turns)).toBeLessThanOrEqual(1.1 + 1e-9);
  expect(turns.reduce((sum, ms) => sum + ms)).toBeGreaterThan(10);
});

test("[SC14] connections have equal time, however long their messages take", async () => {
  const room = new Room();
  const costsMs = { quick: 0.01, slow: 0.2, slower: 0.7 };
  for (const [name, ms] of Object.entries(costsMs)) room.add(name, times(100_000, ms));
  for (let turn = 0; turn < 300; turn++) await nextTurn();
  const usedMs = Object.entries(costsMs).map(([name, ms]) => room.handled.filter((handled) => handled === name).length * ms);
  expect(Math.max(...usedMs)).toBeLessThan(Math.min(...usedMs) * 1.3);
});

test("[SC14] a connection that has used little time comes before those that wait for their next share", async () => {
  const room = new Room();
  for (const name of ["a", "b", "c", "d"]) room.add(name, times(most, 0.2), spentMs);
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  const before = room.handled.length;
  room.add("honest", [0.1]);
  await nextTurn();
  expect(room.handled.slice(before)[0]).toBe("honest");
});

test("[SC14] connections that have used up their shares have a fifth of the time", async () => {
  const room = new Room();
  for (const name of ["a", "b"]) room.add(name, times(100_000, 0.05));
  for (let turn = 0; turn < 200; turn++) await nextTurn();
  const usedMs = room.handled.length * 0.05;
  expect(usedMs).toBeGreaterThan(100);
  expect(usedMs / room.nowMs).toBeCloseTo(0.2, 1);
  expect(usedMs + room.restedMs).toBeCloseTo(room.nowMs, 6);
});

test("[SC14] a message may be handled at once until the time of its connection, or that of the turn, is used up", async () => {
  const { turns } = new Room();
  const [one, two] = [new Share(), new Share()];
  turns.charge(one, 0.9);
  expect([one, two].map((share) => turns.mayHandle(share))).toEqual([true, true]);
  turns.charge(two, 0.2);
  expect([one, two].map((share) => turns.mayHandle(share))).toEqual([false, false]);
  await nextTurn();
  for (let count = 0; count < 6; count++) turns.charge(one, 0.9);
  // However long a message takes, it counts as 2.5 ms, half of what a connection may save up.
  turns.charge(two, 100);
  await nextTurn();
  expect([one, two].map((share) => turns.mayHandle(share))).toEqual([false, true]);
  turns.charge(two, 100);
  const untilBoth: boolean[][] = [];
  for (let turn = 0; turn < 8; turn++) {
    await nextTurn();
    untilBoth.push([one, two].map((share) => turns.mayHandle(share)));
    turns.charge(new Share(), 0);
  }
  expect(untilBoth.at(-1)).toEqual([true, true]);
});

test("[SC14] of the connections that have used up their share, one is read in a turn", async () => {
  const room = new Room();
  for (const name of ["a", "b", "c"]) room.add(name, [], spentMs);
  const read: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    await nextTurn();
    read.push(room.read.length);
  }
  expect(read).toEqual([1, 2, 3, 3]);
});
