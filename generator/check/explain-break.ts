import type { Change } from "../evolution/change/change.js";
import { compareEvents } from "../evolution/change/compare-events.js";
import type { WireCell } from "../evolution/peer/compare-protocols.js";
import { identityOf } from "../evolution/peer/pair-events.js";
import type { EventPair } from "../evolution/peer/event-pair.js";
import { Verdicts } from "../lint/verdicts.js";
import type { Place } from "../diagnostics/diagnostic.js";
import type { Json } from "../base/json.js";
import { adviceOn, fallbackRemedy } from "./advice.js";
import type { Witness, WireFinding } from "./finding.js";
import { fingerprintOf } from "./fingerprint.js";
import { consequenceOf } from "./flow-words.js";
import { pathDistance } from "./match-path.js";

/** What is needed to tell people about a cell that does not pass. */
export type ExplainContext = {
  readonly protocol: string;
  /** Today's manifest, for events that are gone. */
  readonly manifest: string;
  /** Label of the baseline. */
  readonly baseline: string;
  readonly pairs: readonly EventPair[];
  /** Those of the other direction, where an event may have gone to. */
  readonly others: readonly EventPair[];
};

/** A finding about a cell that is broken or undecided; `undefined` for one that is fine. */
export function explainCell(cell: WireCell, severity: WireFinding["severity"], context: ExplainContext): WireFinding | undefined {
  const { verdict } = cell;
  if (verdict.verdict === "breaking") return explainBreak(cell, verdict, severity, context);
  if (verdict.verdict !== "unknown") return undefined;
  const event = eventOf(cell, context);
  const message = `${cell.direction} event "${event.name}": nobody can tell whether ${undecided[cell.flow]}: ${verdict.reason}`;
  const hint = "Say it more simply there, or waive the finding by its fingerprint.";
  return finding(
    cell,
    { kind: "EVENT_UNDECIDED", path: "", severity, message: sentence(message), hint, place: placeOf(cell, context, undefined) },
    context,
  );
}

const undecided = {
  "new-to-old": "the version of before reads all that is sent from now on",
  "old-to-new": "today's version reads all that was sent before",
} as const;

type Break = { readonly witness: Json; readonly isUnknownEvent: boolean };

function explainBreak(cell: WireCell, broken: Break, severity: WireFinding["severity"], context: ExplainContext): WireFinding {
  const witness = whereRefused(cell, broken);
  const changes = changesOf(cell, broken, context);
  const [cause, ...related] = byLikelihood(changes, cell, witness);
  if (cause === undefined) return unnamed(cell, witness, changes, severity, context);
  const { consequence, remedy } = adviceOn(cause, cell.flow, cell.consumer.reader);
  return finding(
    cell,
    {
      kind: cause.kind,
      path: cause.path,
      severity,
      message: [cause.sentence, ...movedTo(cell, cause, context), consequence].join(" "),
      hint: remedy,
      place: placeOf(cell, context, cause),
      witness,
      related,
    },
    context,
  );
}

/** An event that is gone here and new on the other side is still there, but another one sends it. */
function movedTo({ event, direction }: WireCell, { kind }: Change, { others }: ExplainContext): string[] {
  if (kind !== "EVENT_REMOVED") return [];
  const isThere = others.some(
    ({ before, after }) => before === undefined && after !== undefined && identityOf(after) === identityOf(event),
  );
  return isThere ? [`It is sent by the ${direction === "server" ? "client" : "server"} now.`] : [];
}

function unnamed(
  cell: WireCell,
  witness: Witness,
  related: readonly Change[],
  severity: WireFinding["severity"],
  context: ExplainContext,
): WireFinding {
  const where = witness.path === "" ? "" : ` at ${witness.path}`;
  const refusal = `a message is refused${where}: expected ${witness.expected}, got ${witness.got}.`;
  const message = `${cell.direction} event "${eventOf(cell, context).name}" is not what it was: ${refusal} ${consequenceOf(cell.direction, cell.flow)}`;
  const place = placeOf(cell, context, undefined);
  return finding(cell, { kind: "EVENT_INCOMPATIBLE", path: "", severity, message, hint: fallbackRemedy, place, witness, related }, context);
}

/** The consumer's own reason, by the checks that ship. */
function whereRefused({ consumer, event }: WireCell, { witness, isUnknownEvent }: Break): Witness {
  const [pointer = ""] = [...(event.tags?.keys() ?? [])];
  const unknown = {
    message: witness,
    path: pointer.startsWith("@") ? "" : pointer,
    expected: "an event that the reader knows",
    got: `"${event.name}"`,
  };
  const schema = isUnknownEvent ? undefined : consumer.acceptedOf(event);
  if (schema === undefined) return unknown;
  const issue = new Verdicts().refusal(schema, witness);
  return issue === undefined ? { ...unknown, expected: "a message of the other version" } : { message: witness, ...issue };
}

function changesOf({ event, direction, flow }: WireCell, { isUnknownEvent }: Break, { pairs }: ExplainContext): readonly Change[] {
  const own = pairs.filter(({ before, after }) => (flow === "new-to-old" ? after : before) === event);
  const known = own.flatMap(({ before, after }) => compareEvents(before, after, direction));
  if (!isUnknownEvent || own.some(({ before, after }) => before === undefined || after === undefined)) return known;
  return flow === "new-to-old"
    ? [...known, ...compareEvents(undefined, event, direction)]
    : [...known, ...compareEvents(event, undefined, direction)];
}

function byLikelihood(changes: readonly Change[], { flow, consumer }: WireCell, witness: Witness): Change[] {
  const scored = changes.flatMap((change) => {
    const distance = pathDistance(change.path, witness.path, witness.message);
    if (distance === undefined || !adviceOn(change, flow, consumer.reader).mayBreak) return [];
    return [{ change, distance }];
  });
  const [best] = scored.toSorted((a, b) => a.distance - b.distance);
  return best === undefined ? [] : [best.change, ...changes.filter((change) => change !== best.change)];
}

function eventOf({ event, flow }: WireCell, { pairs }: ExplainContext): { readonly name: string; readonly identity: string } {
  const after = flow === "new-to-old" ? event : pairs.find(({ before }) => before === event)?.after;
  const today = after ?? event;
  return { name: today.name, identity: identityOf(today) };
}

function placeOf({ event, flow, direction }: WireCell, { pairs, manifest }: ExplainContext, cause: Change | undefined): Place {
  const after = flow === "new-to-old" ? event : pairs.find(({ before }) => before === event)?.after;
  const location = cause?.after ?? after?.location;
  if (location !== undefined && after !== undefined) return { ...location, on: "value" };
  return { file: manifest, pointer: `/${direction}`, on: "key" };
}

type Told = Pick<WireFinding, "path" | "severity" | "message" | "hint" | "place" | "witness"> & {
  readonly kind: string;
  readonly related?: readonly Change[];
};

function finding(cell: WireCell, told: Told, context: ExplainContext): WireFinding {
  const { direction, flow } = cell;
  const { kind, related = [], ...rest } = told;
  const { name, identity } = eventOf(cell, context);
  const prefix = direction.toUpperCase();
  return {
    ...rest,
    rule: `${prefix}_${kind}`,
    direction,
    flow,
    event: name,
    baselines: [context.baseline],
    related: related.map((change) => ({ rule: `${prefix}_${change.kind}`, message: change.sentence })),
    fingerprint: fingerprintOf([context.protocol, direction, identity, flow, kind, told.path]),
    ...shared(cell, told, context),
  };
}

/** What stands at a place of its own is said of every event that reaches it. */
function shared(
  { direction, flow }: WireCell,
  { kind, place }: Told,
  { protocol, pairs }: ExplainContext,
): { readonly sharedFingerprint?: string } {
  if (!("pointer" in place) || place.on !== "value") return {};
  const { file, pointer } = place;
  const isRoot = pairs.some(({ after }) => after?.location.file === file && after.location.pointer === pointer);
  return isRoot ? {} : { sharedFingerprint: fingerprintOf([protocol, direction, flow, kind, file, pointer]) };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
