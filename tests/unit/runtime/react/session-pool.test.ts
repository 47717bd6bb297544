import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SessionPool } from "../../../../runtime/react/session-pool.js";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

class Session {
  calls: string[] = [];
  open(): void {
    this.calls.push("open");
  }
  close(): void {
    this.calls.push("close");
  }
}

test("components of one key share a session, which closes one macrotask after the last is unmounted", () => {
  const pool = new SessionPool<Session>();
  const make = (): Session => new Session();
  const entry = pool.entry("a", make);
  expect(pool.entry("a", make)).toBe(entry);
  const leaves = [pool.acquire(entry), pool.acquire(entry)];
  for (const leave of leaves) leave();
  expect(entry.session.calls).toEqual(["open", "open"]);
  vi.advanceTimersByTime(1);
  expect(entry.session.calls).toEqual(["open", "open", "close"]);
  expect(pool.entry("a", make)).not.toBe(entry);
});

test("[CS9] a component that is mounted again at once, as in StrictMode, keeps the session", () => {
  const pool = new SessionPool<Session>();
  const entry = pool.entry("a", () => new Session());
  pool.acquire(entry)();
  const leave = pool.acquire(entry);
  vi.advanceTimersByTime(1_000);
  expect(entry.session.calls).not.toContain("close");
  leave();
  vi.advanceTimersByTime(1);
  expect(entry.session.calls.at(-1)).toBe("close");
});

test("the pool forgets the session of a component that was rendered and never mounted", () => {
  const pool = new SessionPool<Session>();
  const entry = pool.entry("a", () => new Session());
  vi.advanceTimersByTime(60_000);
  expect(entry.session.calls).toEqual(["close"]);
  expect(pool.entry("a", () => new Session())).not.toBe(entry);
});
