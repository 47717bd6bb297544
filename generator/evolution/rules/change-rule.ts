/** What becomes of messages: taken, refused, or of a type that the reader does not know and skips. */
export type WireEffect = "ok" | "break" | "skip";

/** What becomes of messages for each kind of reader. */
export type ReaderEffects = { readonly strict: WireEffect; readonly tolerant: WireEffect };

/** What a change does, on the wire and to TypeScript that was written before it. */
export type Effects = {
  /** New producer, old consumer. */
  readonly "new-to-old": ReaderEffects;
  /** Old producer, new consumer: peers of the version before, journals, queued decisions. */
  readonly "old-to-new": ReaderEffects;
  /** Exhaustive switches and typed reads. */
  readonly consumer: "ok" | "break";
  /** Literals of events. */
  readonly producer: "ok" | "break";
};

/**
 * What is known of a kind of change. The effects are those of the plain case, which a fixture in
 * tests/compat/rules proves; the verdict on a change at hand is computed from the two schemas.
 */
export type ChangeRule = {
  /** One line: what changed. */
  readonly summary: string;
  /** Why it matters, or why it does not. */
  readonly purpose: string;
  readonly effects: Effects;
  /** What readers built before the change do with new messages: `refuse the new value`. */
  readonly oldReaders?: string;
  /** What readers built after the change do with old messages. */
  readonly newReaders?: string;
  /** How to get there without a break. */
  readonly instead: string;
};
