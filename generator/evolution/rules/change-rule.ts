/**
 * The effect of a change on a reader. `ok`: the reader accepts the messages. `break`: the reader refuses them. `skip`:
 * the reader skips them, because it does not know their event.
 */
export type WireEffect = "ok" | "break" | "skip";

/** The effects of a change on a strict and on a tolerant reader. */
export type ReaderEffects = { readonly strict: WireEffect; readonly tolerant: WireEffect };

/**
 * The effects of a change on the messages between peers, and on TypeScript code that was written before the change.
 */
export type Effects = {
  /** The effects if an old consumer reads messages of a new producer. */
  readonly "new-to-old": ReaderEffects;
  /**
   * The effects if a new consumer reads messages of an old producer: of an older peer, from a journal, or from a queue.
   */
  readonly "old-to-new": ReaderEffects;
  /** `ok` if exhaustive switches over events, and code that reads their fields, still compile. */
  readonly consumer: "ok" | "break";
  /** `ok` if code that writes events as object literals still compiles. */
  readonly producer: "ok" | "break";
};

/**
 * The description of a kind of change. The effects are those of a typical example, which tests/evolution/rules contains
 * and proves. The verdict on a concrete change is computed from the two schemas.
 */
export type ChangeRule = {
  /** The change, in one line. */
  readonly summary: string;
  /** Why the change matters to peers, or why it does not. */
  readonly purpose: string;
  readonly effects: Effects;
  /** The reaction of readers from before the change to new messages, such as `refuse the new value`. */
  readonly oldReaders?: string;
  /** The reaction of readers from after the change to old messages. */
  readonly newReaders?: string;
  /** The way to reach the same goal without breaking a peer. */
  readonly instead: string;
};

const none = { strict: "ok", tolerant: "ok" } as const;
const all = { strict: "break", tolerant: "break" } as const;
/** The effects of an undeclared field: a strict reader refuses it, a tolerant one accepts it. */
const strictOnly = { strict: "break", tolerant: "ok" } as const;
/** The effects of an unknown event: a strict reader refuses it, a tolerant one skips it. */
const unknownEvent = { strict: "break", tolerant: "skip" } as const;

const harmless = { consumer: "ok", producer: "ok" } as const;
const forConsumers = { consumer: "break", producer: "ok" } as const;
const forProducers = { consumer: "ok", producer: "break" } as const;
const forBoth = { consumer: "break", producer: "break" } as const;

/** The effects of changes. Changes with the same effects share one name. */
export const effects = {
  nothing: { "new-to-old": none, "old-to-new": none, ...harmless },
  names: { "new-to-old": none, "old-to-new": none, ...forConsumers },
  /** Changes after which producers may send more values, and the TypeScript types show the new values. */
  widens: { "new-to-old": all, "old-to-new": none, ...forConsumers },
  /**
   * Changes after which producers may send more values, but TypeScript types cannot show them, such as a wider range.
   */
  widensUntyped: { "new-to-old": all, "old-to-new": none, ...harmless },
  /** Changes after which consumers accept fewer values, and the TypeScript types show this. */
  narrows: { "new-to-old": none, "old-to-new": all, ...forProducers },
  /**
   * Changes after which consumers accept fewer values, but TypeScript types cannot show this, such as a narrower range.
   */
  narrowsUntyped: { "new-to-old": none, "old-to-new": all, ...harmless },
  /**
   * Changes after which consumers accept fewer values, and code that compares with a removed value no longer compiles.
   */
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
