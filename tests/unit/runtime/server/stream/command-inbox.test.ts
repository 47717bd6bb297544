import { ManualClock } from "@dagwire/runtime/testing";
import { expect, test } from "vitest";
import { CommandInbox } from "../../../../../runtime/server/stream/command-inbox.js";
import type { Command } from "../../../../../runtime/core/log/command.js";

function open() {
  const clock = new ManualClock();
  const finished: string[] = [];
  const inbox = new CommandInbox<string | undefined>({
    nowMs: () => clock.now(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    finish: ({ id, finish }) => finished.push(`${id} ${finish.kind === "refused" ? finish.code : finish.kind}`),
  });
  const hold = (id: string, principal?: string, more: Partial<Command> & { readonly ttlMs?: number } = {}): boolean => {
    const { ttlMs = 1_000, ...others } = more;
    const command = { id, stream: "run", event: {}, deadlineMs: clock.now() + ttlMs, ...others };
    return inbox.hold(command, 1, { principal, connection: 1, traceparent: undefined });
  };
  return { clock, finished, inbox, hold };
}

test("[CM23] at most 64 commands of a principal and 1,024 of a stream wait", () => {
  const { hold } = open();
  const taken = Array.from({ length: 65 }, (_, index) => hold(`a${index}`, "ada"));
  expect([taken.filter(Boolean).length, taken.at(-1)]).toEqual([64, false]);
  expect(hold("a0", "ada")).toBe(true);
  for (let principal = 0; principal < 15; principal++)
    for (let index = 0; index < 64; index++) expect(hold(`${principal}-${index}`, `p${principal}`)).toBe(true);
  expect(hold("more", "bob")).toBe(false);
  expect(hold("elsewhere", "bob", { stream: "other" })).toBe(true);
});

test("[CM23] at most 4 MiB of commands wait, and what has expired counts no more", async () => {
  const { clock, finished, hold } = open();
  const event = { text: "x".repeat(1_400_000) };
  expect([1, 2, 3].map((index) => hold(`c${index}`, `p${index}`, { event }))).toEqual([true, true, false]);
  await clock.advance(1_000);
  expect(finished).toEqual(["c1 expired", "c2 expired"]);
  expect([4, 5, 6].map((index) => hold(`c${index}`, `p${index}`, { event }))).toEqual([true, true, false]);
});

test("[CM23] commands pass on in their order to each connection that has sent them, and later ones of closed inboxes are refused", async () => {
  const { clock, finished, inbox, hold } = open();
  hold("a");
  hold("b");
  hold("a");
  const passed: string[] = [];
  inbox.release("run", ({ id }, origin) => passed.push(`${id} ${origin}`));
  expect(passed).toEqual(["a 1", "b 1"]);
  hold("c");
  inbox.close();
  await clock.advance(2_000);
  expect(finished).toEqual(["c unavailable"]);
  expect(hold("d", undefined, { deadlineMs: undefined })).toBe(false);
});
