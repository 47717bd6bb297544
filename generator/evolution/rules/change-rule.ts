/** `ok`: the reader accepts the messages. `break`: it refuses them. `skip`: it skips them, because it does not know their event. */
export type WireEffect = "ok" | "break" | "skip";

/** The effect of a change on each kind of reader. */
export type ReaderEffects = { readonly strict: WireEffect; readonly tolerant: WireEffect };

/** The effects of a change on messages, and on TypeScript that was written before it. */
export type Effects = {
  /** An old consumer reads a new producer. */
  readonly "new-to-old": ReaderEffects;
  /** A new consumer reads an old producer: an older peer, a journal, or a queued command. */
  readonly "old-to-new": ReaderEffects;
  /** Whether exhaustive switches and typed reads still compile. */
  readonly consumer: "ok" | "break";
  /** Whether literals of events still compile. */
  readonly producer: "ok" | "break";
};

/**
 * The description of a kind of change. The effects are those of the plain case, which a fixture in
 * tests/evolution/rules proves. The verdict on a concrete change is computed from the two schemas.
 */
export type ChangeRule = {
  /** The change, in one line. */
  readonly summary: string;
  /** Why it matters, or why it does not. */
  readonly purpose: string;
  readonly effects: Effects;
  /** The reaction of readers from before the change to new messages, such as `refuse the new value`. */
  readonly oldReaders?: string;
  /** The reaction of readers from after the change to old messages. */
  readonly newReaders?: string;
  /** How to reach the same goal without a break. */
  readonly instead: string;
};

const none = { strict: "ok", tolerant: "ok" } as const;
const all = { strict: "break", tolerant: "break" } as const;
/** A tolerant reader accepts undeclared fields. */
const strictOnly = { strict: "break", tolerant: "ok" } as const;
/** A tolerant reader skips events that it does not know. */
const unknownEvent = { strict: "break", tolerant: "skip" } as const;

const harmless = { consumer: "ok", producer: "ok" } as const;
const forConsumers = { consumer: "break", producer: "ok" } as const;
const forProducers = { consumer: "ok", producer: "break" } as const;
const forBoth = { consumer: "break", producer: "break" } as const;

/** The effects that kinds of changes share. */
export const effects = {
  nothing: { "new-to-old": none, "old-to-new": none, ...harmless },
  names: { "new-to-old": none, "old-to-new": none, ...forConsumers },
  /** Producers send more values, and the types show it. */
  widens: { "new-to-old": all, "old-to-new": none, ...forConsumers },
  /** Producers send more values, but the types cannot show it. */
  widensUntyped: { "new-to-old": all, "old-to-new": none, ...harmless },
  /** Consumers accept fewer values, and the types show it. */
  narrows: { "new-to-old": none, "old-to-new": all, ...forProducers },
  /** Consumers accept fewer values, but the types cannot show it. */
  narrowsUntyped: { "new-to-old": none, "old-to-new": all, ...harmless },
  /** Consumers accept fewer values, and code compares with a removed value. */
  removes: { "new-to-old": none, "old-to-new": all, ...forBoth },
  replaces: { "new-to-old": all, "old-to-new": all, ...forBoth },
  replacesUntyped: { "new-to-old": all, "old-to-new": all, ...harmless },
  eventAdded: { "new-to-old": unknownEvent, "old-to-new": none, ...forConsumers },
  eventRemoved: { "new-to-old": none, "old-to-new": unknownEvent, ...forBoth },
  eventReplaced: { "new-to-old": unknownEvent, "old-to-new": unknownEvent, ...forBoth },
  optionalFieldAdded: { "new-to-old": strictOnly, "old-to-new": none, ...harmless },
  requiredFieldAdded: { "new-to-old": strictOnly, "old-to-new": all, ...forProducers },
  optionalFieldRemoved: { "new-to-old": none, "old-to-new": strictOnly, ...forBoth },
  requiredFieldRemoved: { "new-to-old": all, "old-to-new": strictOnly, ...forBoth },
  optionalFieldRenamed: { "new-to-old": strictOnly, "old-to-new": strictOnly, ...forBoth },
  objectOpened: { "new-to-old": strictOnly, "old-to-new": none, ...harmless },
  objectClosed: { "new-to-old": none, "old-to-new": strictOnly, ...forBoth },
} as const satisfies Readonly<Record<string, Effects>>;
