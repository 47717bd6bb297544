import type { CommandId, Position, StreamId } from "../frames/types.js";
import type { CommandResult, Outcome } from "./stream-log.js";

/** A client's event on its way to the handler of its stream. */
export type Command = {
  readonly id: CommandId;
  readonly stream: StreamId;
  readonly event: { readonly [key: string]: unknown };
  /** Id of the principal that has sent the command. Absent if the server gives its principals no ids. */
  readonly by?: string | undefined;
  /** If its handler has not begun by this time, the command expires. */
  readonly deadlineMs?: number | undefined;
};

/**
 * Returns a text that is the same for two commands only if they have the same id and the same sender. Anybody can send a
 * command under an id that somebody else has used.
 */
export function senderKey(id: CommandId, by: string | undefined): string {
  return by === undefined ? id : `${id} ${by}`;
}

/**
 * Returns the key under which a log holds, or would hold, the outcome of a command. The first sender of an id gets the id as the
 * key, as in logs of version 0.1.0. A log without outcomes of senders therefore has the same keys as before.
 *
 * @param stored Returns the outcome that the log holds under a key.
 */
export function outcomeKey(stored: (key: string) => Outcome | undefined, id: CommandId, by: string | undefined): string {
  const first = stored(id)?.by;
  return first === undefined || first === by ? id : senderKey(id, by);
}

/** A command that has finished, and the connections that get its outcome. */
export type FinishedCommand = {
  readonly origins: readonly number[];
  readonly id: CommandId;
  /** Id of the principal that has sent the command. */
  readonly by: string | undefined;
  readonly finish: CommandFinish;
};

/** How a command finished, as the server tells the connection over which the client sent the command. */
export type CommandFinish =
  /** The log holds the outcome. `isDuplicate` is true if the log already held the outcome when the client sent the command. */
  | {
      readonly kind: "recorded";
      readonly outcome: { readonly result: CommandResult; readonly at: Position };
      readonly isDuplicate: boolean;
    }
  /** An earlier command decided the gate. */
  | { readonly kind: "conflict"; readonly winner: Outcome }
  /** The log holds no outcome. If `retryAfterMs` is given, the client may send the command again after that time. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string; readonly retryAfterMs?: number | undefined };
