import { expect, test } from "vitest";
import { FairTurns, Share } from "../../../../../runtime/server/socket/fair-turns.js";
import type { Waiting } from "../../../../../runtime/server/socket/fair-turns.js";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that only messages move, and the messages that were handled, in order. */
class Room {
  readonly handled: string[] = [];
  readonly read: string[] = [];
  nowMs = 0;
  readonly turns = new FairTurns(() => this.nowMs);

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
    this.share.subtract(usedMs);
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

test("[SC14] in one turn of the event loop, messages that have waited take 1 ms and the rest of the last message", async () => {
  const room = new Room();
  for (const name of ["a", "b", "c"]) room.add(name, times(most, 0.1));
  const turns: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const before = room.nowMs;
    await nextTurn();
    turns.push(room.nowMs - before);
  }
  expect(Math.max(...turns)).toBeLessThanOrEqual(1.1 + 1e-9);
  expect(Math.min(...turns.slice(1))).toBeGreaterThanOrEqual(1 - 1e-9);
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
  for (const name of ["a", "b", "c", "d"]) room.add(name, times(most, 0.2), 10);
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  const before = room.handled.length;
  room.add("honest", [0.1]);
  await nextTurn();
  expect(room.handled.slice(before)[0]).toBe("honest");
});

test("[SC14] a message may be handled at once until the share of its connection, or the time of the turn, is used up", async () => {
  const { turns } = new Room();
  const [one, two, three] = [new Share(), new Share(), new Share()];
  turns.charge(one, 0.25);
  expect([one, two].map((share) => turns.mayHandle(share))).toEqual([false, true]);
  turns.charge(two, 0.9);
  expect(turns.mayHandle(three)).toBe(false);
  await nextTurn();
  // The second connection owes 0.65 ms, which are three shares.
  const allowed = [];
  for (let turn = 0; turn < 3; turn++) {
    allowed.push([one, two, three].map((share) => turns.mayHandle(share)));
    turns.charge(new Share(), 0);
    await nextTurn();
  }
  expect(allowed).toEqual([
    [true, false, true],
    [true, false, true],
    [true, true, true],
  ]);
});

test("[SC14] of the connections that have used up their share, one is read in a turn", async () => {
  const room = new Room();
  for (const name of ["a", "b", "c"]) room.add(name, [], 10);
  const read: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    await nextTurn();
    read.push(room.read.length);
  }
  expect(read).toEqual([1, 2, 3, 3]);
});
