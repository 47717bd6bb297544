import type { Flow } from "../evolution/peer/wire.js";
import type { Place } from "../diagnostics/diagnostic.js";
import type { Direction } from "../model/event-model.js";
import type { Json } from "../base/json.js";
import { groupBy } from "../base/group-by.js";
import { createHash } from "node:crypto";

/** A message that its producer can send and its consumer refuses. */
export type Witness = {
  readonly message: Json;
  /** A JSON Pointer to the value that the consumer refuses. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
};

/** Events after which two versions keep different states. */
export type ShownDivergence = {
  /** In their order. Equal events in a row are one item. */
  readonly events: readonly { readonly message: Json; readonly times: number }[];
  /** The state before the events. Absent if it is the start value. */
  readonly from?: Json;
  /** A JSON Pointer into the state, to the value that differs. */
  readonly path: string;
  /** The value in the state of the earlier version. Absent if its state has none there. */
  readonly before?: Json;
  /** The value in the state of today's version. Absent if its state has none there. */
  readonly now?: Json;
};

/** Another change of the same event that is no finding itself. */
export type RelatedChange = { readonly rule: string; readonly message: string };

/** One change because of which a consumer cannot read an event. Its position in the file is not known yet. */
export type WireFinding = {
  /** Direction and kind of change, such as `SERVER_ENUM_VALUE_ADDED`; or an id that begins with `STATE_`. */
  readonly rule: string;
  /** `warning`: a break in a flow that does not occur in the chosen deploy order. */
  readonly severity: "breaking" | "unknown" | "warning";
  readonly direction: Direction;
  readonly flow: Flow;
  /** The event's name today; its old name if it was removed; the name of the state's type for a finding about the state. */
  readonly event: string;
  /** A JSON Pointer into the message or the state, to the value that changed. */
  readonly path: string;
  /** The place in today's schema; in the manifest if the event was removed. */
  readonly place: Place;
  /** Says what changed, which peers break, and in which deploy order. */
  readonly message: string;
  /** A way to reach the goal without a break. */
  readonly hint: string;
  /** The labels of the baselines that have the finding. */
  readonly baselines: readonly string[];
  readonly witness?: Witness;
  readonly divergence?: ShownDivergence;
  readonly related: readonly RelatedChange[];
  /**
   * 16 hex digits, computed from event, flow, rule, path, and the value, bound or schema that changed. It
   * stays the same when lines move, and no other change has it.
   */
  readonly fingerprint: string;
  /** Equal for all events that use the shared schema that changed. Absent if the event itself changed. */
  readonly sharedFingerprint?: string;
  /** The reason of the waiver, if one accepts the finding. */
  readonly waived?: string;
};

/** One change with all events that it affects, because a definition that many events share is fixed once. */
export type GroupedFinding = WireFinding & {
  /** The first is the event of the finding. */
  readonly events: readonly { readonly name: string; readonly fingerprint: string }[];
};

/** Joins the findings that come from one change of a shared schema. Keeps the order of their first occurrence. */
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

/** Returns 16 hex digits that identify a finding. They do not depend on lines, witness or baseline. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
