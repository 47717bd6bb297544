import { utf8Encoder } from "../base/utf8.js";
import type { CommandId, StreamId } from "../frames/types.js";

/** Stands for the stream in the client's address until `$welcome` names that stream. No real stream has this id. */
export const streamOfAddress = "";

/** A command without an outcome. The outbox keeps it until the outcome comes or the command expires. */
export type QueuedCommand = {
  readonly id: CommandId;
  /** Id of the stream, or {@link streamOfAddress}. */
  readonly stream: StreamId;
  readonly event: ClientEventValue;
  /** Id of the principal that the client was for the server when the application sent the command. `undefined` before `$welcome`. */
  readonly by?: string | undefined;
  readonly expiresAtMs: number;
  /** The client sends the command at this time or later. */
  readonly notBeforeMs: number;
  /**
   * Number of the attempt to connect over whose connection the client last sent the command. 0: never sent. -1: the client has to
   * send it again.
   */
  readonly sentOn: number;
  readonly byteLength: number;
};

/** A client event of the application's protocol. */
export type ClientEventValue = { readonly [key: string]: unknown };

/** The commands without an outcome, in the order in which the application sent them. */
export type Outbox = readonly QueuedCommand[];

/** Limits of an {@link Outbox}. */
export type OutboxLimits = {
  /** How many commands may wait for an outcome. @default 64 */
  readonly maxCommands: number;
  /** Bytes of the events of all waiting commands together, as JSON. @default 262_144 */
  readonly maxBytes: number;
  /** How long a command may wait for its outcome, in milliseconds. @default 60_000 */
  readonly timeLimitMs: number;
};

const neverSent = 0;
/** `sentOn` of a command that the client has to send again. */
export const sentBefore = -1;

/** Says why a command without a stream cannot be sent. */
export const noStreamNamed = 'Pass the option "stream": there are several streams, or none.';

/** Says why a command that the client has kept for another principal cannot be sent. */
export const notYours = "Another user has sent this command.";

/** A command that the application sends. */
export type GivenCommand = Pick<QueuedCommand, "id" | "stream" | "event" | "by"> & {
  readonly ttlMs?: number | undefined;
  /** True if the client had sent this command before the page was reloaded. */
  readonly wasSent?: boolean | undefined;
};

/** Adds a command, unless the outbox has a command with the same id. Returns `undefined` if the outbox is full. */
export function addCommand(outbox: Outbox, given: GivenCommand, limits: OutboxLimits, nowMs: number): Outbox | undefined {
  if (outbox.some(({ id }) => id === given.id)) return outbox;
  const byteLength = utf8Encoder.encode(JSON.stringify(given.event)).length;
  const bytes = outbox.reduce((sum, command) => sum + command.byteLength, byteLength);
  if (outbox.length >= limits.maxCommands || bytes > limits.maxBytes) return undefined;
  const { id, stream, event, by, ttlMs = limits.timeLimitMs } = given;
  const sentOn = given.wasSent === true ? sentBefore : neverSent;
  return [...outbox, { id, stream, event, by, expiresAtMs: nowMs + ttlMs, notBeforeMs: nowMs, sentOn, byteLength }];
}

/**
 * Returns the commands that can be sent over the connection of `attempt`. Only one command of each stream is on its way at a time,
 * which keeps the commands in order. At most `maxUnacked` commands of all streams are on their way.
 */
export function sendable(
  outbox: Outbox,
  attempt: number,
  maxUnacked: number,
  nowMs: number,
  isReady: (stream: StreamId) => boolean,
): readonly QueuedCommand[] {
  const busy = new Set<StreamId>();
  const firsts = outbox.filter(({ stream }) => !busy.has(stream) && busy.add(stream));
  const isUnderWay = ({ sentOn }: QueuedCommand): boolean => sentOn === attempt;
  return firsts
    .filter((command) => !isUnderWay(command) && command.notBeforeMs <= nowMs && isReady(command.stream))
    .slice(0, Math.max(0, maxUnacked - outbox.filter(isUnderWay).length));
}

/** Returns the outbox with other properties of the commands that `isMeant` chooses. */
export function withChanges(
  outbox: Outbox,
  isMeant: (command: QueuedCommand) => boolean,
  changes: Partial<Pick<QueuedCommand, "stream" | "by" | "notBeforeMs" | "sentOn">>,
): Outbox {
  return outbox.some(isMeant) ? outbox.map((command) => (isMeant(command) ? { ...command, ...changes } : command)) : outbox;
}

/** Returns the time at which the next command expires or can be sent. Returns infinity for an empty outbox. */
export function outboxWakeMs(outbox: Outbox, nowMs: number): number {
  return Math.min(
    ...outbox.map(({ expiresAtMs, notBeforeMs }) => (notBeforeMs > nowMs ? Math.min(expiresAtMs, notBeforeMs) : expiresAtMs)),
  );
}
