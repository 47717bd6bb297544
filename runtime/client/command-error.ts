/** Why a command has not taken effect, or is not known to have. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /**
   * The server's word, such as `conflict`, `forbidden`, `invalid` or one of the application's own; or the
   * client's: `expired` (never sent), `unconfirmed` (sent, and whether it took effect is not known), `full`, `closed`.
   */
  readonly code: string;
  /** Of a `conflict`: the decision that won. */
  readonly decided: { readonly id: string; readonly event: unknown } | undefined;

  constructor(code: string, message: string, decided?: { readonly id: string; readonly event: unknown }) {
    super(message);
    this.code = code;
    this.decided = decided;
  }
}

/** A command that the server has taken: `sent` where it speaks no sessions, and so gives no answer. */
export type CommandAck = {
  readonly outcome: "acked" | "sent";
  /** Newest position when the command took effect. */
  readonly at?: string | undefined;
  /** What the handler returned. */
  readonly result?: unknown;
  /** True where the command had taken effect before. */
  readonly isDuplicate?: boolean;
};
