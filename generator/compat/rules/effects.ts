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
  nothing: { newToOld: none, oldToNew: none, ...harmless },
  names: { newToOld: none, oldToNew: none, ...forConsumers },
  /** More is sent, and types can say it. */
  widens: { newToOld: all, oldToNew: none, ...forConsumers },
  /** More is sent, but types are too coarse to say it. */
  widensUntyped: { newToOld: all, oldToNew: none, ...harmless },
  /** Less is taken, and types can say it. */
  narrows: { newToOld: none, oldToNew: all, ...forProducers },
  /** Less is taken, but types are too coarse to say it. */
  narrowsUntyped: { newToOld: none, oldToNew: all, ...harmless },
  /** Less is taken, and code compares with what is gone. */
  removes: { newToOld: none, oldToNew: all, ...forBoth },
  replaces: { newToOld: all, oldToNew: all, ...forBoth },
  replacesUntyped: { newToOld: all, oldToNew: all, ...harmless },
  eventAdded: { newToOld: unknownEvent, oldToNew: none, ...forConsumers },
  eventRemoved: { newToOld: none, oldToNew: unknownEvent, ...forBoth },
  eventReplaced: { newToOld: unknownEvent, oldToNew: unknownEvent, ...forBoth },
  optionalFieldAdded: { newToOld: strictOnly, oldToNew: none, ...harmless },
  requiredFieldAdded: { newToOld: strictOnly, oldToNew: all, ...forProducers },
  optionalFieldRemoved: { newToOld: none, oldToNew: strictOnly, ...forBoth },
  requiredFieldRemoved: { newToOld: all, oldToNew: strictOnly, ...forBoth },
  optionalFieldRenamed: { newToOld: strictOnly, oldToNew: strictOnly, ...forBoth },
  objectOpened: { newToOld: strictOnly, oldToNew: none, ...harmless },
  objectClosed: { newToOld: none, oldToNew: strictOnly, ...forBoth },
} as const satisfies Readonly<Record<string, Effects>>;
