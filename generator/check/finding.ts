import type { Flow } from "../compat/protocol/wire.js";
import type { Place } from "../diagnostics/diagnostic.js";
import type { Direction } from "../model/protocol.js";
import type { Json } from "../model/schema.js";

/** A message that its producer can send and its consumer refuses. */
export type Witness = {
  readonly message: Json;
  /** JSON Pointer to where the consumer refuses it. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
};

/** Another change of the same event, which is no finding of its own. */
export type RelatedChange = { readonly rule: string; readonly message: string };

/** One change for which one consumer does not read an event, before its position is looked up. */
export type WireFinding = {
  /** `SERVER_ENUM_VALUE_ADDED`: direction and kind of change; `STATE_CHANGED` of the state. */
  readonly rule: string;
  /** `warning`: in a flow that the deploy order does not need. */
  readonly severity: "breaking" | "unknown" | "warning";
  readonly direction: Direction;
  readonly flow: Flow;
  /** The event as today's protocol calls it; the old name where it is gone; the state's type where it is about the state itself. */
  readonly event: string;
  /** JSON Pointer into the message, or into the state, to what changed. */
  readonly path: string;
  /** In today's schema; in the manifest where the event is gone. */
  readonly place: Place;
  /** What changed, who breaks and in which deploy order. */
  readonly message: string;
  /** What to do instead. */
  readonly hint: string;
  /** Labels of the baselines for which it is true. */
  readonly baselines: readonly string[];
  readonly witness?: Witness;
  readonly related: readonly RelatedChange[];
  /**
   * 16 hex digits; of event, flow, rule, path and what tells the change from others at that path, so that it
   * stays when lines move and stands for no other change.
   */
  readonly fingerprint: string;
  /** The same for every event that the same change of a shared schema concerns; absent where the event itself changed. */
  readonly sharedFingerprint?: string;
  /** Set where somebody accepted it. */
  readonly waived?: string;
};

/** One change, and every event that it concerns: a definition that many events share is one thing to mend. */
export type GroupedFinding = WireFinding & {
  /** The first is the finding's own. */
  readonly events: readonly { readonly name: string; readonly fingerprint: string }[];
};
