import * as closeCodes from "../base/close-codes.js";
import type { StreamId } from "../frames/types.js";
import { put, tell } from "../steps/turn.js";
import { newCursor } from "./client-state.js";
import { leave } from "./connection.js";
import type { Loss, LossCounts, LossRecord } from "./stream-loss.js";
import { sendInSession } from "./turn.js";
import type { LossAccount, Turn } from "./turn.js";

const firstHealMs = 1_000;
const maxHealMs = 60_000;
// Clients that lose the same event ask for the state at different times, so that the server does not send all states at once.
const healSpreadMs = 5_000;
const reportEveryMs = 10_000;
const maxNames = 16;
const maxNameLength = 128;
const maxCount = 1_000_000;

const nothing = { unknown: 0, refused: 0, states: 0, names: [] };
const never = { loss: nothing, reportAtMs: 0, healAtMs: Infinity, healDelayMs: 0, askedAtMs: -Infinity };

/** The account of losses for `clientStep`: it counts them, reports them to the server and asks for whole states. */
export const lossAccount: LossAccount = { take, tend, wakeMs };

function take(turn: Turn, stream: StreamId, losses: readonly Loss[]): void {
  const { session, options, lossRecords, cursors } = turn.state;
  const last = losses.at(-1);
  if (session.phase !== "open" || !cursors.has(stream) || last === undefined) return;
  const { name, version, digest } = session.server;
  const own = options.protocol;
  const known: Omit<LossRecord, "loss"> & { readonly loss: LossCounts } = lossRecords.get(stream) ?? never;
  const unreported = known.unreported ?? nothing;
  const names = new Set([...unreported.names, ...losses.flatMap((loss) => loss.name?.slice(0, maxNameLength) ?? [])]);
  const isSkewed = digest !== own.digest;
  putRecord(turn, stream, {
    ...known,
    loss: {
      ...sum(known.loss, losses),
      server: { version, digest },
      isOlder: own.version.localeCompare(version, [], { numeric: true }) < 0,
      last,
      isHealed: false,
    },
    unreported: { ...sum(unreported, losses), names: [...names].slice(0, maxNames) },
    // The report of a state is the last one, because the client leaves.
    reportAtMs: last.kind === "state" ? 0 : known.reportAtMs,
    // Without a state a new subscription would send all events again. The digest of a protocol with a state has a part after a dot.
    ...(isSkewed && own.digest.includes(".") && known.healAtMs === Infinity ? nextHeal(known, turn) : {}),
  });
  if (last.kind !== "state") return;
  tend(turn);
  const reason = `this page's version ${own.version} cannot read the state of ${name} ${version}: ${last.reason}`;
  leave(turn, isSkewed ? closeCodes.incompatible : closeCodes.invalidEvent, reason);
}

function tend(turn: Turn): void {
  forget(turn);
  // If the driver cannot read the state, the client's next input is a loss.
  for (const output of turn.outputs) if (output.action === "state") noteState(turn, output.stream);
  const { nowMs } = turn;
  for (const [stream, known] of turn.state.lossRecords) {
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
    if (next !== known) putRecord(turn, stream, next);
  }
}

function wakeMs(turn: Turn): number {
  return Math.min(...[...turn.state.lossRecords].flatMap(([stream, known]) => [reportDueMs(turn, known), healDueMs(turn, stream, known)]));
}

/** Forgets the losses of the streams that the client no longer follows. */
function forget(turn: Turn): void {
  const { cursors, lossRecords } = turn.state;
  const kept = [...lossRecords].filter(([stream]) => cursors.has(stream));
  if (kept.length === lossRecords.size) return;
  put(turn, { lossRecords: new Map(kept), losses: Object.fromEntries(kept.map(([stream, { loss }]) => [stream, loss])) });
}

/** Notes that a whole state of the stream has come. */
function noteState(turn: Turn, stream: StreamId): void {
  const known = turn.state.lossRecords.get(stream);
  if (known?.loss.isHealed === false) putRecord(turn, stream, { ...known, loss: { ...known.loss, isHealed: true }, healAtMs: Infinity });
}

/** The client asks for the state only while it receives the stream's events. Earlier the server may already be sending the state. */
function healDueMs({ state: { session, cursors } }: Turn, stream: StreamId, { healAtMs }: LossRecord): number {
  const phase = session.phase === "open" && cursors.get(stream)?.phase;
  return phase === "replay" || phase === "live" ? healAtMs : Infinity;
}

function reportDueMs({ state: { session } }: Turn, { unreported, reportAtMs }: LossRecord): number {
  return unreported !== undefined && session.phase === "open" && session.features.includes("loss") ? reportAtMs : Infinity;
}

function putRecord(turn: Turn, stream: StreamId, record: LossRecord): void {
  const { losses, lossRecords } = turn.state;
  if (lossRecords.get(stream)?.loss !== record.loss) {
    const { loss } = record;
    put(turn, { losses: { ...losses, [stream]: loss } });
    tell(turn, { action: "loss", stream, loss });
  }
  put(turn, { lossRecords: new Map(lossRecords).set(stream, record) });
}

/** The wait before a request for the state doubles each time. It is short again if the last request is more than a minute old. */
function nextHeal(
  { askedAtMs, healDelayMs }: Omit<LossRecord, "loss">,
  { nowMs, random }: Turn,
): Pick<LossRecord, "healAtMs" | "healDelayMs"> {
  const delayMs = nowMs - askedAtMs > maxHealMs ? firstHealMs : Math.min(maxHealMs - healSpreadMs, healDelayMs * 2);
  return { healDelayMs: delayMs, healAtMs: nowMs + delayMs + random * healSpreadMs };
}

function sum(counts: LossCounts, losses: readonly Loss[]): LossCounts {
  const count = (key: keyof LossCounts, of: Loss["kind"]): number =>
    Math.min(maxCount, counts[key] + losses.filter(({ kind }) => kind === of).length);
  return { unknown: count("unknown", "unknown"), refused: count("refused", "refused"), states: count("states", "state") };
}
