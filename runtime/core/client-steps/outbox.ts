import { utf8Encoder } from "../base/utf8.js";
import type { CommandId, StreamId } from "../frames/types.js";

/** Stands for the stream in the client's address until `$welcome` tells its name. No stream has this name. */
export const streamOfAddress = "";

/** A command without an outcome. The outbox keeps it until the outcome comes or the command expires. */
export type QueuedCommand = {
  readonly id: CommandId;
  /** A stream, or {@link streamOfAddress}. */
  readonly stream: StreamId;
  readonly event: ClientEventValue;
  readonly expiresAtMs: number;
  /** The client sends the command at this time or later. */
  readonly notBeforeMs: number;
  /** The attempt over whose connection the command was last sent. 0 if it was never sent, -1 if it has to be sent again. */
  readonly sentOn: number;
  readonly byteLength: number;
};

/** A client event of the application's protocol. */
export type ClientEventValue = { readonly [key: string]: unknown };

/** The commands without an outcome, in the order in which the application sent them. */
export type Outbox = readonly QueuedCommand[];

/** Limits of an {@link Outbox}. */
export type OutboxLimits = {
  /** How many commands may wait. @default 64 */
  readonly maxCommands: number;
  /** Bytes of their events. @default 262_144 */
  readonly maxBytes: number;
  /** How long a command may wait for its outcome, in milliseconds. @default 60_000 */
  readonly timeLimitMs: number;
};

const neverSent = 0;
const sentBefore = -1;

/** A command that the application sends. */
export type GivenCommand = Pick<QueuedCommand, "id" | "stream" | "event"> & {
  readonly ttlMs?: number | undefined;
  /** True if the client sent it before the page was reloaded. */
  readonly wasSent?: boolean | undefined;
};

/** Adds a command, unless the outbox has one with this id. Returns `undefined` if the outbox is full. */
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
 * Chooses the commands that can be sent over the connection of `attempt`, and marks them as sent. Only one command of each
 * stream is on its way at a time, which keeps their order. At most `maxUnacked` commands of all streams are on their way.
 */
export function takeSendable(
  outbox: Outbox,
  attempt: number,
  maxUnacked: number,
  nowMs: number,
  isReady: (stream: StreamId) => boolean,
): { readonly outbox: Outbox; readonly commands: readonly QueuedCommand[] } {
  const busy = new Set<StreamId>();
  let free = maxUnacked - outbox.filter(({ sentOn }) => sentOn === attempt).length;
  const commands: QueuedCommand[] = [];
  const next = outbox.map((command) => {
    const isFree = !busy.has(command.stream) && command.sentOn !== attempt && command.notBeforeMs <= nowMs;
    busy.add(command.stream);
    if (!isFree || free <= 0 || !isReady(command.stream)) return command;
    free--;
    const sent = { ...command, sentOn: attempt };
    commands.push(sent);
    return sent;
  });
  return commands.length === 0 ? { outbox, commands } : { outbox: next, commands };
}

/** Marks command `id` to be sent again at `notBeforeMs`. */
export function sendLater(outbox: Outbox, id: CommandId, notBeforeMs: number): Outbox {
  return outbox.map((command) => (command.id === id ? { ...command, sentOn: sentBefore, notBeforeMs } : command));
}

/** Replaces {@link streamOfAddress} by the stream's name. */
export function nameStream(outbox: Outbox, stream: StreamId): Outbox {
  const isNamed = outbox.every((command) => command.stream !== streamOfAddress);
  return isNamed ? outbox : outbox.map((command) => (command.stream === streamOfAddress ? { ...command, stream } : command));
}

/** Returns when the next command expires or can be sent, or infinity for an empty outbox. */
export function outboxWakeMs(outbox: Outbox, nowMs: number): number {
  return Math.min(
    ...outbox.map(({ expiresAtMs, notBeforeMs }) => (notBeforeMs > nowMs ? Math.min(expiresAtMs, notBeforeMs) : expiresAtMs)),
  );
}
