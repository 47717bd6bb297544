import type { Effects } from "./change-rule.js";

const none = { strict: "ok", tolerant: "ok" } as const;
const all = { strict: "break", tolerant: "break" } as const;
/** A tolerant reader does not mind undeclared fields. */
const strictOnly = { strict: "break", tolerant: "ok" } as const;
/** A tolerant reader skips events that it does not know. */
const unknownEvent = { strict: "break", tolerant: "skip" } as const;

const harmless = { consumer: "ok", producer: "ok" } as const;
const forConsumers = { consumer: "break", producer: "ok" } as const;
const forProducers = { consumer: "ok", producer: "break" } as const;
const forBoth = { consumer: "break", producer: "break" } as const;

/** What changes do, by what they have in common. */
export const effects = {
  nothing: { "new-to-old": none, "old-to-new": none, ...harmless },
  names: { "new-to-old": none, "old-to-new": none, ...forConsumers },
  /** More is sent, and types can say it. */
  widens: { "new-to-old": all, "old-to-new": none, ...forConsumers },
  /** More is sent, but types are too coarse to say it. */
  widensUntyped: { "new-to-old": all, "old-to-new": none, ...harmless },
  /** Less is taken, and types can say it. */
  narrows: { "new-to-old": none, "old-to-new": all, ...forProducers },
  /** Less is taken, but types are too coarse to say it. */
  narrowsUntyped: { "new-to-old": none, "old-to-new": all, ...harmless },
  /** Less is taken, and code compares with what is gone. */
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
