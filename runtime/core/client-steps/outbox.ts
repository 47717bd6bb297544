import { utf8Encoder } from "../base/utf8-encoder.js";
import type { CommandId, StreamId } from "../frames/types.js";

/** As the stream of a command: the one in the address, whose name `$welcome` has not told yet. No stream has this name. */
export const streamOfAddress = "";

/** A client event on its way: kept until the server has answered or its time is up. */
export type QueuedCommand = {
  readonly id: CommandId;
  /** Or {@link streamOfAddress}. */
  readonly stream: StreamId;
  readonly event: ClientEventValue;
  readonly expiresAtMs: number;
  /** It may be sent from here on. */
  readonly notBeforeMs: number;
  /** Attempt over whose connection it was sent last; 0 when over none, -1 when that does not matter any more. */
  readonly sentOn: number;
  readonly byteLength: number;
};

/** A client event as its own schema has it. */
export type ClientEventValue = { readonly [key: string]: unknown };

/** The commands without an answer, in the order in which they were given. */
export type Outbox = readonly QueuedCommand[];

/** Bounds of an {@link Outbox}. */
export type OutboxLimits = {
  /** @default 64 */
  readonly maxCommands: number;
  /** @default 262_144 */
  readonly maxBytes: number;
  /** How long a command may wait for its answer. @default 60_000 */
  readonly timeLimitMs: number;
};

const neverSent = 0;
const sentBefore = -1;

/** What is given to {@link addCommand}. */
export type GivenCommand = Pick<QueuedCommand, "id" | "stream" | "event"> & {
  readonly ttlMs?: number | undefined;
  /** It was sent in an earlier life of the page and has no answer yet. */
  readonly wasSent?: boolean | undefined;
};

/** The outbox with one more command; `undefined` when it is full. An id that is there already is not added again. */
export function addCommand(outbox: Outbox, given: GivenCommand, limits: OutboxLimits, nowMs: number): Outbox | undefined {
  if (outbox.some(({ id }) => id === given.id)) return outbox;
  const byteLength = utf8Encoder.encode(JSON.stringify(given.event)).length;
  const bytes = outbox.reduce((sum, command) => sum + command.byteLength, byteLength);
  if (outbox.length >= limits.maxCommands || bytes > limits.maxBytes) return undefined;
  const { id, stream, event, ttlMs = limits.timeLimitMs } = given;
  const sentOn = given.wasSent === true ? sentBefore : neverSent;
  return [...outbox, { id, stream, event, expiresAtMs: nowMs + ttlMs, notBeforeMs: nowMs, sentOn, byteLength }];
}

/**
 * Marks what can be sent over the connection of `attempt`: in order, one at a time for each stream, so
 * that no command can overtake another, and at most `maxUnacked` over all.
 */
export function takeSendable(
  outbox: Outbox,
  attempt: number,
  maxUnacked: number,
  nowMs: number,
  isReady: (stream: StreamId) => boolean,
): { readonly outbox: Outbox; readonly commands: readonly QueuedCommand[] } {
  const busy = new Set<StreamId>();
  let room = maxUnacked - outbox.filter(({ sentOn }) => sentOn === attempt).length;
  const commands: QueuedCommand[] = [];
  const next = outbox.map((command) => {
    const isFree = !busy.has(command.stream) && command.sentOn !== attempt && command.notBeforeMs <= nowMs;
    busy.add(command.stream);
    if (!isFree || room <= 0 || !isReady(command.stream)) return command;
    room--;
    const sent = { ...command, sentOn: attempt };
    commands.push(sent);
    return sent;
  });
  return commands.length === 0 ? { outbox, commands } : { outbox: next, commands };
}

/** Takes the sending of `id` back, to be done again at `notBeforeMs`. */
export function sendLater(outbox: Outbox, id: CommandId, notBeforeMs: number): Outbox {
  return outbox.map((command) => (command.id === id ? { ...command, sentOn: sentBefore, notBeforeMs } : command));
}

/** Gives the commands of the stream in the address its name. */
export function nameStream(outbox: Outbox, stream: StreamId): Outbox {
  const isNamed = outbox.every((command) => command.stream !== streamOfAddress);
  return isNamed ? outbox : outbox.map((command) => (command.stream === streamOfAddress ? { ...command, stream } : command));
}

/** When something is to be done about a command; infinite when nothing is. */
export function outboxWakeMs(outbox: Outbox, nowMs: number): number {
  return Math.min(
    ...outbox.map(({ expiresAtMs, notBeforeMs }) => (notBeforeMs > nowMs ? Math.min(expiresAtMs, notBeforeMs) : expiresAtMs)),
  );
}
