import type { Flow } from "../evolution/peer/wire.js";
import type { Place } from "../diagnostics/diagnostic.js";
import type { Direction } from "../model/event-model.js";
import type { Json } from "../base/json.js";
import { groupBy } from "../base/group-by.js";
import { createHash } from "node:crypto";

/** A message that a producer can send and a consumer refuses. */
export type Witness = {
  readonly message: Json;
  /** A JSON Pointer to the value that the consumer refuses. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
};

/** An example of events after which two versions keep different states. */
export type ShownDivergence = {
  /**
   * The events in the order in which the server sends them. If an event is sent several times in a row, `times` is the
   * number.
   */
  readonly events: readonly { readonly message: Json; readonly times: number }[];
  /** The state before the events. Absent if it is the start value. */
  readonly from?: Json;
  /** A JSON Pointer into the state, to the value that differs. */
  readonly path: string;
  /** The value at `path` in the state of the earlier version. Absent if that state has no value at `path`. */
  readonly before?: Json;
  /** The value at `path` in the state of today's version. Absent if that state has no value at `path`. */
  readonly now?: Json;
};

/** Another change of the finding's event. This change is not a finding itself. */
export type RelatedChange = { readonly rule: string; readonly message: string };

/**
 * A change because of which a consumer cannot read an event, or perhaps cannot read it. The finding has a place, but no
 * line and column yet.
 */
export type WireFinding = {
  /**
   * The rule id: direction and kind of change, such as `SERVER_ENUM_VALUE_ADDED`, or an id that begins with `STATE_`.
   */
  readonly rule: string;
  /**
   * `breaking`: a consumer refuses a message. `unknown`: the prover could not decide. `warning`: a break in a flow that
   * does not occur in the chosen deploy order.
   */
  readonly severity: "breaking" | "unknown" | "warning";
  readonly direction: Direction;
  readonly flow: Flow;
  /**
   * The event's name today, or its old name if it was removed. For a finding about the state, the name of the state's
   * type.
   */
  readonly event: string;
  /** A JSON Pointer into the message or the state, to the value that changed. */
  readonly path: string;
  /** The place of the change in today's schema; the manifest if the event was removed. */
  readonly place: Place;
  /** Says what changed, which peers break, and in which deploy order. */
  readonly message: string;
  /** A way to reach the goal of the change without breaking a peer. */
  readonly hint: string;
  /** The labels of the baselines from which today's version differs in this way. */
  readonly baselines: readonly string[];
  readonly witness?: Witness;
  readonly divergence?: ShownDivergence;
  readonly related: readonly RelatedChange[];
  /**
   * 16 hex digits, computed from event, flow, rule, path, branches of unions, and the value, bound or schema that changed. It
   * stays the same if edits move lines, and differs from the fingerprint of every other change.
   */
  readonly fingerprint: string;
  /**
   * A fingerprint of the changed schema, if several events use the schema. Findings about each of these events have the
   * same shared fingerprint. Absent if a schema of this event alone changed.
   */
  readonly sharedFingerprint?: string;
  /**
   * The fingerprint without branches, value, bound or schema, as dagwire 0.1 wrote it. Findings with the same event,
   * flow, rule and path share it. No waiver applies by it. Absent if it is the same as `fingerprint`.
   */
  readonly outline?: string;
  /** The reason of the waiver that accepts the finding; absent if no waiver accepts it. */
  readonly waived?: string;
};

/**
 * One change of a shared schema with all events that use the schema. Reports show the change once, because users
 * correct it once.
 */
export type GroupedFinding = WireFinding & {
  /** The events that use the changed schema; the first is `event` of the finding. */
  readonly events: readonly { readonly name: string; readonly fingerprint: string }[];
};

/**
 * Joins the findings that have the same change of a shared schema as their cause. Keeps the order of the first finding
 * of each group.
 */
export function groupFindings(findings: readonly WireFinding[]): GroupedFinding[] {
  const groups = groupBy(findings, ({ fingerprint, sharedFingerprint, severity, waived = "" }) =>
    sharedFingerprint === undefined ? fingerprint : `${sharedFingerprint} ${severity} ${waived}`,
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const events = members.map(({ event, fingerprint }) => ({ name: event, fingerprint }));
    const baselines = [...new Set(members.flatMap((member) => member.baselines))];
    const fingerprint = members.length === 1 ? first.fingerprint : (first.sharedFingerprint ?? first.fingerprint);
    return [{ ...first, baselines, events, fingerprint }];
  });
}

/**
 * Returns the fingerprint of a finding: 16 hex digits of a hash. It does not depend on lines, on the witness or on the
 * baseline.
 */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
