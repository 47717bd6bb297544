import * as closeCodes from "../base/close-codes.js";
import type { StreamId } from "../frames/types.js";
import { put } from "../steps/turn.js";
import { newCursor } from "./client-state.js";
import { leave } from "./connection.js";
import type { LossCounts, LossRecord, Missed } from "./stream-loss.js";
import { sendInSession } from "./turn.js";
import type { Turn } from "./turn.js";

const firstHealMs = 1_000;
const maxHealMs = 60_000;
const reportEveryMs = 10_000;
const maxNames = 16;
const maxNameLength = 128;
const maxCount = 1_000_000;

const nothing = { unknown: 0, refused: 0, states: 0, names: [] };
const never = { loss: nothing, reportAtMs: 0, healAtMs: Infinity, healDelayMs: 0, askedAtMs: -Infinity };

/**
 * Takes losses of a stream. If the client could not read a whole state, it closes the connection, because it cannot show the
 * stream's state.
 */
export function takeMissed(turn: Turn, stream: StreamId, missed: Missed): void {
  const { session, options, losses, cursors } = turn.state;
  if (session.phase !== "open" || !cursors.has(stream)) return;
  const { name, version, digest } = session.server;
  const own = options.protocol;
  const known: Omit<LossRecord, "loss"> & { readonly loss: LossCounts } = losses.get(stream) ?? never;
  const unreported = known.unreported ?? nothing;
  const isSkewed = digest !== own.digest;
  const names = new Set([...unreported.names, ...missed.names.map((each) => each.slice(0, maxNameLength))]);
  putLoss(turn, stream, {
    ...known,
    loss: {
      ...sum(known.loss, missed),
      server: { version, digest },
      isOlder: own.version.localeCompare(version, [], { numeric: true }) < 0,
      last: missed.last,
      isHealed: false,
    },
    unreported: { ...sum(unreported, missed), names: [...names].slice(0, maxNames) },
    // The report of a state is the last one, because the client leaves.
    reportAtMs: missed.states > 0 ? 0 : known.reportAtMs,
    ...(isSkewed && options.canHeal === true && known.healAtMs === Infinity ? nextHeal(known, turn.nowMs) : {}),
  });
  if (missed.states === 0) return;
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
  const { nowMs } = turn;
  for (const [stream, known] of turn.state.losses) {
    let next = known;
    if (known.unreported !== undefined && reportDueMs(turn, known) <= nowMs) {
      sendInSession(turn, { type: "$loss", stream, ...known.unreported });
      next = { ...next, unreported: undefined, reportAtMs: nowMs + reportEveryMs };
    }
    if (healDueMs(turn, stream, known) <= nowMs) {
      put(turn, { cursors: new Map(turn.state.cursors).set(stream, { ...newCursor, hasLost: true }) });
      sendInSession(turn, { type: "$unsubscribe", stream });
      sendInSession(turn, { type: "$subscribe", stream });
      next = { ...next, healAtMs: Infinity, askedAtMs: nowMs };
    }
    if (next !== known) putLoss(turn, stream, next);
  }
}

/** Returns the time at which the client has to report losses or to ask for a state. Returns infinity if it has to do neither. */
export function lossWakeMs(turn: Turn): number {
  return Math.min(...[...turn.state.losses].flatMap(([stream, known]) => [reportDueMs(turn, known), healDueMs(turn, stream, known)]));
}

/** The client asks for the state only while it receives the stream's events. Earlier the server may already be sending the state. */
function healDueMs({ state: { session, cursors } }: Turn, stream: StreamId, { healAtMs }: LossRecord): number {
  const phase = session.phase === "open" && cursors.get(stream)?.phase;
  return phase === "replay" || phase === "live" ? healAtMs : Infinity;
}

function reportDueMs({ state: { session } }: Turn, { unreported, reportAtMs }: LossRecord): number {
  return unreported !== undefined && session.phase === "open" && session.features.includes("loss") ? reportAtMs : Infinity;
}

function putLoss(turn: Turn, stream: StreamId, record: LossRecord): void {
  put(turn, { losses: new Map(turn.state.losses).set(stream, record) });
}

/** The wait before a request for the state doubles each time. It is short again if the last request is more than a minute old. */
function nextHeal({ askedAtMs, healDelayMs }: Omit<LossRecord, "loss">, nowMs: number): Pick<LossRecord, "healAtMs" | "healDelayMs"> {
  const delayMs = nowMs - askedAtMs > maxHealMs ? firstHealMs : Math.min(maxHealMs, healDelayMs * 2);
  return { healDelayMs: delayMs, healAtMs: nowMs + delayMs };
}

function sum(a: LossCounts, b: LossCounts): LossCounts {
  const add = (key: keyof LossCounts): number => Math.min(maxCount, a[key] + b[key]);
  return { unknown: add("unknown"), refused: add("refused"), states: add("states") };
}
