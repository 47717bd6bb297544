import * as closeCodes from "../base/close-codes.js";
import { takeToken } from "../base/token-bucket.js";
import type { NackFrame } from "../frames/server-event.js";
import type { CommandId } from "../frames/types.js";
import type { Command, CommandFinish } from "../log/command.js";
import { put, tell } from "../steps/turn.js";
import { close, notify } from "./connection-turn.js";
import type { ConnectionTurn } from "./served-connection.js";
import { isFollowed } from "./subscribe.js";

const busyRetryMs = 1_000;

/** Submits a command to its stream, or refuses it. */
export function takeCommand(turn: ConnectionTurn, command: Command): void {
  const { unacked, subscriptions, options, bucket: before, codec } = turn.state;
  const { id, stream } = command;
  if (unacked.has(id)) return;
  if (!isFollowed(subscriptions.get(stream)))
    return refuse(
      turn,
      id,
      "not_subscribed",
      `This connection does not follow stream "${stream}": the client has not asked for it, the server has refused it, or it has ended.`,
    );
  const { maxUnacked, commandRate } = options.limits;
  // A client in plain mode does not know `maxUnacked`, nor which of its commands have finished.
  if (codec.isSession && unacked.size >= maxUnacked) return tooFast(turn, id, busyRetryMs);
  const { bucket, waitMs } = takeToken(before, commandRate, turn.nowMs);
  put(turn, { bucket });
  if (waitMs > 0) return tooFast(turn, id, waitMs);
  put(turn, { strikes: 0, unacked: new Set(unacked).add(id) });
  tell(turn, { action: "submit", command });
}

function tooFast(turn: ConnectionTurn, id: CommandId, retryAfterMs: number): void {
  const { burst, perSecond } = turn.state.options.limits.commandRate;
  const strikes = turn.state.strikes + 1;
  put(turn, { strikes });
  if (strikes > burst) return close(turn, closeCodes.rateLimited, "too many commands");
  if (turn.state.codec.isSession)
    return refuse(turn, id, "rate_limited", "The client sends commands too fast. It will send this command again later.", retryAfterMs);
  const allowed = `expected at most ${burst} events at once and ${perSecond} a second`;
  refuse(turn, id, "rate_limited", `${allowed}, got more. Send it again after ${retryAfterMs} ms.`);
}

function refuse(turn: ConnectionTurn, id: CommandId, code: string, message: string, retryAfterMs?: number): void {
  nack(turn, { type: "$nack", id, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

function nack(turn: ConnectionTurn, frame: NackFrame): void {
  const { id, code, message } = frame;
  if (turn.state.codec.isSession) notify(turn, frame);
  else tell(turn, { action: "refuse", id, code, message });
}

/** Sends the outcome of a finished command to the client. */
export function takeFinished(turn: ConnectionTurn, id: CommandId, finish: CommandFinish): void {
  const unacked = new Set(turn.state.unacked);
  if (!unacked.delete(id)) return;
  put(turn, { unacked });
  switch (finish.kind) {
    case "refused":
      return refuse(turn, id, finish.code, finish.message, finish.retryAfterMs);
    case "conflict":
      return conflict(turn, id, finish.winner);
    case "recorded":
      return recorded(turn, id, finish);
  }
}

function conflict(turn: ConnectionTurn, id: CommandId, winner: Extract<CommandFinish, { kind: "conflict" }>["winner"]): void {
  const { decision, at } = winner;
  const message = `An earlier command has decided gate "${decision?.gate ?? ""}". The field "decided" has that decision.`;
  nack(turn, { type: "$nack", id, code: "conflict", message, decided: { id: winner.id, event: decision?.event ?? {}, at } });
}

function recorded(turn: ConnectionTurn, id: CommandId, { outcome, isDuplicate }: Extract<CommandFinish, { kind: "recorded" }>): void {
  const duplicate = isDuplicate ? ({ duplicate: true } as const) : {};
  const { result, at } = outcome;
  if (result.status === "rejected") nack(turn, { type: "$nack", id, code: result.code, message: result.message, ...duplicate });
  else notify(turn, { type: "$ack", id, at, ...(result.value === undefined ? {} : { result: result.value }), ...duplicate });
}
