import * as closeCodes from "../base/close-codes.js";
import type { StreamId } from "../frames/types.js";
import { put, tell } from "../steps/turn.js";
import type { Cursor } from "./client-state.js";
import { leave } from "./connection.js";
import type { LossCounts, LossRecord, Missed, StreamLoss } from "./stream-loss.js";
import type { Turn } from "./turn.js";

const firstHealMs = 1_000;
const maxHealMs = 60_000;
const reportEveryMs = 10_000;
const maxNames = 16;
const maxNameLength = 128;
const maxCount = 1_000_000;

const nothing: LossRecord["unreported"] = { unknown: 0, refused: 0, states: 0, names: [] };
const never = { unreported: nothing, loss: nothing, healAtMs: Infinity, healDelayMs: 0, askedAtMs: -Infinity };

/**
 * Takes losses of a stream. If the client could not read a whole state, it closes the connection, because it cannot show the
 * stream's state.
 */
export function takeMissed(turn: Turn, stream: StreamId, missed: Missed): void {
  const { session, losses, cursors, options } = turn.state;
  if (session.phase !== "open" || !cursors.has(stream)) return;
  const { name, version, digest } = session.server;
  const own = options.protocol;
  const known = losses.get(stream) ?? never;
  const isSkewed = digest !== own.digest;
  const loss: StreamLoss = {
    ...sum(known.loss, missed),
    server: { version, digest },
    isOlder: own.version.localeCompare(version, "en", { numeric: true }) < 0,
    last: missed.last,
    isHealed: false,
  };
  const names = [...known.unreported.names, ...missed.names.map((each) => each.slice(0, maxNameLength))];
  const unreported = { ...sum(known.unreported, missed), names: [...new Set(names)].slice(0, maxNames) };
  const record = { ...known, loss, unreported };
  putLoss(turn, stream, isSkewed && options.canHeal === true && known.healAtMs === Infinity ? planned(record, turn.nowMs) : record);
  if (missed.states === 0) return;
  put(turn, { lossReportAtMs: 0 });
  tendLosses(turn);
  const reason = `this page's version ${own.version} cannot read the state of ${name} ${version}: ${missed.last.reason}`;
  leave(turn, isSkewed ? closeCodes.incompatible : closeCodes.invalidEvent, reason);
}

/** Notes that a whole state has come. If the driver cannot read the state, the next input of the client is a loss: {@link takeMissed}. */
export function noteState(turn: Turn, stream: StreamId): void {
  const known = turn.state.losses.get(stream);
  if (known?.loss.isHealed === false) putLoss(turn, stream, { ...known, loss: { ...known.loss, isHealed: true }, healAtMs: Infinity });
}

/** Reports losses to the server, and asks for the states that are due. */
export function tendLosses(turn: Turn): void {
  const { losses } = turn.state;
  const isReporting = reportDueMs(turn) <= turn.nowMs;
  if (isReporting) put(turn, { lossReportAtMs: turn.nowMs + reportEveryMs });
  for (const [stream, known] of losses) {
    if (isReporting && known.unreported !== nothing) tell(turn, { action: "send", frame: { type: "$loss", stream, ...known.unreported } });
    const isHealing = healDueMs(turn, stream, known) <= turn.nowMs;
    const unreported = isReporting ? nothing : known.unreported;
    if (isReporting || isHealing)
      putLoss(turn, stream, { ...known, unreported, ...(isHealing ? { healAtMs: Infinity, askedAtMs: turn.nowMs } : {}) });
    if (!isHealing) continue;
    put(turn, { cursors: new Map(turn.state.cursors).set(stream, { phase: "asked", hasLost: true }) });
    tell(turn, { action: "send", frame: { type: "$unsubscribe", stream } });
    tell(turn, { action: "send", frame: { type: "$subscribe", stream } });
  }
}

/** Returns the time at which the client has to report losses or to ask for a state. Returns infinity if it has to do neither. */
export function lossWakeMs(turn: Turn): number {
  return Math.min(reportDueMs(turn), ...Array.from(turn.state.losses, ([stream, known]) => healDueMs(turn, stream, known)));
}

/** The wait before a request for the state doubles each time. It is short again if the last request is more than a minute old. */
function planned(record: LossRecord, nowMs: number): LossRecord {
  const healDelayMs = nowMs - record.askedAtMs > maxHealMs ? firstHealMs : Math.min(maxHealMs, record.healDelayMs * 2);
  return { ...record, healDelayMs, healAtMs: nowMs + healDelayMs };
}

/** The client asks for the state only while it receives the stream's events. Earlier the server may already be sending the state. */
function healDueMs({ state: { session, cursors } }: Turn, stream: StreamId, { healAtMs }: LossRecord): number {
  const phase: Cursor["phase"] | undefined = cursors.get(stream)?.phase;
  return session.phase === "open" && (phase === "replay" || phase === "live") ? healAtMs : Infinity;
}

function reportDueMs({ state: { session, losses, lossReportAtMs } }: Turn): number {
  const isTaken = session.phase === "open" && session.features.includes("loss");
  return isTaken && [...losses.values()].some(({ unreported }) => unreported !== nothing) ? lossReportAtMs : Infinity;
}

function putLoss(turn: Turn, stream: StreamId, record: LossRecord): void {
  put(turn, { losses: new Map(turn.state.losses).set(stream, record) });
}

function sum(a: LossCounts, b: LossCounts): LossCounts {
  const add = (key: keyof LossCounts): number => Math.min(maxCount, a[key] + b[key]);
  return { unknown: add("unknown"), refused: add("refused"), states: add("states") };
}
