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

/** How a command finished, for the connection that sent it. */
export type CommandFinish =
  /** The log holds the outcome. `isDuplicate` if it was there before the client sent the command this time. */
  | {
      readonly kind: "recorded";
      readonly outcome: { readonly result: CommandResult; readonly at: Position };
      readonly isDuplicate: boolean;
    }
  /** An earlier command decided the gate. */
  | { readonly kind: "conflict"; readonly winner: Outcome }
  /** The log holds no outcome. The client may send the command again after `retryAfterMs`, if that is given. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string; readonly retryAfterMs?: number | undefined };
