import type { AppendResult, AppendVerdict, LogRecord } from "../log/stream-log.js";
import { isDue } from "../steps/is-due.js";
import { put, tell } from "../steps/turn.js";
import type { Timed, Turn } from "../steps/turn.js";

/** The times and the window of a writer's appends. */
export type AppendLimits = {
  /** The largest number of appends that wait for the log's answer at once. */
  readonly maxUnderWay: number;
  /** If the log has not answered for this many milliseconds, the append is repeated. After the same time the log is away. */
  readonly answerMs: number;
  /** Milliseconds before the first repetition. Each further one waits twice as long. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
};

/** The limits of a server's appends. */
export const defaultAppendLimits: AppendLimits = { maxUnderWay: 4, answerMs: 2_000, retryMs: 100, maxRetryMs: 5_000 };

/** An append without a known end. */
type Waiting = { readonly number: number; readonly records: readonly LogRecord[]; readonly verdict?: AppendVerdict };

/** The appends of one writer to one stream. Plain data: each step returns a new object. */
export type Appends = {
  readonly limits: AppendLimits;
  /** The number of the next append. */
  readonly next: number;
  /** The appends whose end the writer does not know yet, in the order of their numbers. */
  readonly waiting: readonly Waiting[];
  /** How many of `waiting` the log was asked to take in the current attempt: the first ones. */
  readonly asked: number;
  /** The number of the current attempt. An answer of an earlier attempt counts only if it is a verdict. */
  readonly attempt: number;
  /** How many attempts in a row have had no verdict. */
  readonly failures: number;
  /** Since when the first append waits in the current attempt. */
  readonly askedAtMs: number | undefined;
  /** When the next attempt begins. `undefined` if an attempt is under way, or nothing waits. */
  readonly retryAtMs: number | undefined;
  /** Since when the log owes a verdict. */
  readonly silentSinceMs: number | undefined;
  readonly isAway: boolean;
  /** Why the writer appends nothing any more. `lost`: the log has lost appends that it had confirmed. */
  readonly end: "fenced" | "lost" | undefined;
};

/** An input of {@link appendStep}. */
export type AppendInput =
  | { readonly kind: "append"; readonly records: readonly LogRecord[] }
  /** The log has answered the output `ask`. */
  | { readonly kind: "answered"; readonly number: number; readonly attempt: number; readonly result: AppendResult }
  /** The log has rejected. Nobody knows whether it has the records. */
  | { readonly kind: "rejected"; readonly number: number; readonly attempt: number }
  | { readonly kind: "timer" };

/** A task for the driver. The driver does the tasks in order. */
export type AppendOutput =
  | { readonly action: "ask"; readonly number: number; readonly attempt: number; readonly records: readonly LogRecord[] }
  /** Tell the caller of the oldest append how it has ended. */
  | { readonly action: "settle"; readonly number: number; readonly verdict: AppendVerdict }
  /** The log has been silent for too long. */
  | { readonly action: "away" }
  | { readonly action: "back" }
  /** Reject all appends that wait. `last` is the number of the last append that the log has. */
  | { readonly action: "lost"; readonly last: number };

type AppendTurn = Turn<Appends, AppendOutput> & { readonly nowMs: number };

/** Returns the state of a writer that has just claimed its stream. */
export function createAppends(limits: AppendLimits = defaultAppendLimits): Appends {
  return {
    limits,
    next: 1,
    waiting: [],
    asked: 0,
    attempt: 1,
    failures: 0,
    askedAtMs: undefined,
    retryAtMs: undefined,
    silentSinceMs: undefined,
    isAway: false,
    end: undefined,
  };
}

/** One step of a writer's appends. A pure function. An append keeps its number and its records until it has a verdict. */
export function appendStep(
  appends: Appends,
  { input, nowMs }: Timed<AppendInput>,
): { readonly state: Appends; readonly outputs: readonly AppendOutput[] } {
  const turn: AppendTurn = { state: { ...appends }, outputs: [], nowMs };
  if (appends.end === undefined) react(turn, input);
  return turn;
}

/** Returns the time at which the driver has to call {@link appendStep} with the input `timer`. */
export function wakeMsOf({ limits, askedAtMs, retryAtMs, silentSinceMs, isAway, end }: Appends): number | undefined {
  if (end !== undefined) return undefined;
  const answerAtMs = askedAtMs === undefined ? Number.POSITIVE_INFINITY : askedAtMs + limits.answerMs;
  const awayAtMs = silentSinceMs === undefined || isAway ? Number.POSITIVE_INFINITY : silentSinceMs + limits.answerMs;
  const wakeMs = Math.min(retryAtMs ?? Number.POSITIVE_INFINITY, answerAtMs, awayAtMs);
  return wakeMs === Number.POSITIVE_INFINITY ? undefined : wakeMs;
}

function react(turn: AppendTurn, input: AppendInput): void {
  const { waiting, next, attempt } = turn.state;
  switch (input.kind) {
    case "append":
      put(turn, { next: next + 1, waiting: [...waiting, { number: next, records: input.records }] });
      return ask(turn);
    case "answered":
      if (input.result.status !== "gap") return decide(turn, input.number, input.result);
      return input.attempt === attempt ? gap(turn, input.result.last) : undefined;
    case "rejected":
      return input.attempt === attempt && isAsked(turn, input.number) ? retryLater(turn) : undefined;
    case "timer":
      return look(turn);
  }
}

/** Asks the log to take the next appends. After a failure it asks for one alone, until the log has answered. */
function ask(turn: AppendTurn): void {
  const { waiting, asked, attempt, retryAtMs, failures, limits } = turn.state;
  if (retryAtMs !== undefined) return;
  const end = Math.min(waiting.length, failures > 0 ? 1 : limits.maxUnderWay);
  if (end <= asked) return;
  for (const { number, records } of waiting.slice(asked, end)) tell(turn, { action: "ask", number, attempt, records });
  const { askedAtMs = turn.nowMs, silentSinceMs = turn.nowMs } = turn.state;
  put(turn, { asked: end, askedAtMs, silentSinceMs });
}

function isAsked({ state }: AppendTurn, number: number): boolean {
  return state.waiting.slice(0, state.asked).some((each) => each.number === number);
}

function decide(turn: AppendTurn, number: number, verdict: AppendVerdict): void {
  if (verdict.status === "fenced") return fenced(turn, verdict);
  const index = turn.state.waiting.findIndex((each) => each.number === number);
  const append = turn.state.waiting[index];
  if (append === undefined) return;
  put(turn, { waiting: turn.state.waiting.with(index, { ...append, verdict }) });
  settle(turn);
  ask(turn);
}

/** Tells the verdicts in the order of the appends, because the log has taken the appends in this order. */
function settle(turn: AppendTurn): void {
  const { waiting, asked } = turn.state;
  const open = waiting.findIndex((each) => each.verdict === undefined);
  const count = open === -1 ? waiting.length : open;
  if (count === 0) return;
  for (const { number, verdict } of waiting.slice(0, count)) if (verdict !== undefined) tell(turn, { action: "settle", number, verdict });
  const left = Math.max(0, asked - count);
  const sinceMs = left > 0 ? turn.nowMs : undefined;
  put(turn, { waiting: waiting.slice(count), asked: left, failures: 0, retryAtMs: undefined, askedAtMs: sinceMs, silentSinceMs: sinceMs });
  if (!turn.state.isAway) return;
  put(turn, { isAway: false });
  tell(turn, { action: "back" });
}

function fenced(turn: AppendTurn, verdict: AppendVerdict): void {
  for (const { number, verdict: known = verdict } of turn.state.waiting) tell(turn, { action: "settle", number, verdict: known });
  put(turn, { waiting: [], asked: 0, askedAtMs: undefined, retryAtMs: undefined, silentSinceMs: undefined, end: "fenced" });
}

/** The log lacks an append before the one that it was asked to take. */
function gap(turn: AppendTurn, last: number): void {
  const [first] = turn.state.waiting;
  if (first === undefined) return;
  if (last >= first.number - 1) return retryLater(turn);
  tell(turn, { action: "lost", last });
  put(turn, { waiting: [], asked: 0, end: "lost" });
}

/** Repeats all appends without a verdict later, with the same numbers and in the same order. */
function retryLater(turn: AppendTurn): void {
  const { attempt, failures, limits } = turn.state;
  const delayMs = Math.min(limits.maxRetryMs, limits.retryMs * 2 ** failures);
  put(turn, { asked: 0, askedAtMs: undefined, attempt: attempt + 1, failures: failures + 1, retryAtMs: turn.nowMs + delayMs });
}

function look(turn: AppendTurn): void {
  const { askedAtMs, retryAtMs, silentSinceMs, isAway, limits } = turn.state;
  if (silentSinceMs !== undefined && !isAway && isDue(silentSinceMs, limits.answerMs, turn.nowMs)) {
    put(turn, { isAway: true });
    tell(turn, { action: "away" });
  }
  if (askedAtMs !== undefined && isDue(askedAtMs, limits.answerMs, turn.nowMs)) return retryLater(turn);
  if (retryAtMs === undefined || turn.nowMs < retryAtMs) return;
  put(turn, { retryAtMs: undefined });
  ask(turn);
}
