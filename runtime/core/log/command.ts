import type { CommandId, Position, StreamId } from "../frames/types.js";
import type { CommandResult, Outcome } from "./stream-log.js";

/** A client's event on its way to the handler of its stream. */
export type Command = {
  readonly id: CommandId;
  readonly stream: StreamId;
  readonly event: { readonly [key: string]: unknown };
  /** If its handler has not begun by this time, the command expires. */
  readonly deadlineMs?: number | undefined;
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
