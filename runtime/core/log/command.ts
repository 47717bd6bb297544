import type { CommandId, Position, StreamId } from "../frames/types.js";
import type { RecordedOutcome, Reply } from "./stream-log.js";

/** A client's event on its way to its handler. */
export type Command = {
  readonly id: CommandId;
  readonly stream: StreamId;
  readonly event: { readonly [key: string]: unknown };
  /** After this time it must not begin any more. */
  readonly deadlineMs?: number | undefined;
};

/** How a command has finished, for the connection that it came from. */
export type CommandFinish =
  | { readonly kind: "recorded"; readonly outcome: { readonly reply: Reply; readonly at: Position }; readonly isDuplicate: boolean }
  | { readonly kind: "conflict"; readonly winner: RecordedOutcome }
  | { readonly kind: "refused"; readonly code: string; readonly message: string; readonly retryAfterMs?: number | undefined };
