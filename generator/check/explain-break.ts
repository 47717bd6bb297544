import { keyOfBranches } from "../evolution/change/branch.js";
import type { Change } from "../evolution/change/change.js";
import { compareEvents } from "../evolution/change/compare-events.js";
import type { BrokenPart, Constraint } from "../evolution/peer/constraint.js";
import type { WireCell } from "../evolution/peer/compare-protocols.js";
import { identityOf } from "../evolution/peer/pair-events.js";
import type { EventPair } from "../evolution/peer/pair-events.js";
import { Verdicts } from "../lint/verdicts.js";
import type { Place } from "../diagnostics/diagnostic.js";
import type { Json } from "../base/json.js";
import { pointerTokens } from "../base/pointer.js";
import { adviceOn, consequenceOf, fallbackRemedy } from "./advice.js";
import { causesOf } from "./causes.js";
import type { RelatedChange, Witness, WireFinding } from "./finding.js";
import { fingerprintOf } from "./finding.js";
import { limitMessages, limitRelated, mostFindings } from "./limit-findings.js";
import { pathDistance } from "./match-path.js";

/** The data from which {@link explainCell} makes findings about an event. */
export type ExplainContext = {
  readonly protocol: string;
  /** The path of today's manifest. The place of a finding about a removed event is in this file. */
  readonly manifest: string;
  /** The label of the baseline. */
  readonly baseline: string;
  readonly pairs: readonly EventPair[];
  /**
   * The pairs of old and new events in the other direction. An event that was removed from one direction may have been
   * added to the other.
   */
  readonly others: readonly EventPair[];
  /** `state` if the findings are about the state of the protocol. The pairs then describe the state as if it were an event. */
  readonly subject?: "state";
};

/**
 * Returns the findings about an event that a consumer cannot read, or perhaps cannot read. Each change that is or may
 * be the cause is one finding. A change that is proved harmless by itself is no finding. Returns an empty list if the
 * consumer can read the event.
 */
export function explainCell(cell: WireCell, severity: WireFinding["severity"], context: ExplainContext): readonly WireFinding[] {
  const { verdict } = cell;
  if (verdict.verdict !== "breaking" && verdict.verdict !== "unknown") return [];
  const parts = cell.consumer.brokenPartsOf(cell.event);
  const isExplained = parts.some((part) => part.verdict.verdict === verdict.verdict);
  const changes = new CellChanges(cell, context);
  // A repetition gets the names that other parts have found, so it comes last.
  const ordered = parts.toSorted((one, other) => Number(isRepeated(one)) - Number(isRepeated(other)));
  const found = (isExplained ? ordered : [{ verdict }, ...ordered]).flatMap((part) => explainPart(cell, part, severity, context, changes));
  const unique = [...new Map(found.toReversed().map((one) => [one.finding.fingerprint, one])).values()].toReversed();
  const others = unnamedChanges(found);
  const prefix = (context.subject ?? cell.direction).toUpperCase();
  const relatedTo = ([all, left]: readonly [readonly Change[], readonly Change[]]) =>
    [
      all,
      limitRelated(
        left.map((change) => relatedOf(change, prefix)),
        unique.length,
      ),
    ] as const;
  const related = new Map([...others].map(relatedTo));
  const findings = unique.map(({ finding: own, among }) => ({ ...own, related: related.get(among) ?? [] }));
  const shown = findings.length > mostFindings + 1 ? findings.slice(0, mostFindings) : findings;
  const rest = findings.slice(shown.length);
  return limitMessages(rest.length === 0 ? shown : [...shown, joined(rest, cell, context)]);
}

function isRepeated({ constraint }: BrokenPart): boolean {
  return constraint?.repeated !== undefined;
}

/** Returns the finding that stands for all findings beyond the limit. Its fingerprint changes if one of them comes or goes. */
function joined(rest: readonly WireFinding[], cell: WireCell, context: ExplainContext): WireFinding {
  const certain = rest.find(({ severity }) => severity !== "unknown");
  const [count, limit] = [rest.length, mostFindings].map((number) => number.toLocaleString("en"));
  const [kind, verb] = certain === undefined ? ["EVENT_UNDECIDED", "may break"] : ["EVENT_INCOMPATIBLE", "break"];
  const message =
    `${subjectText(cell, eventOf(cell, context).name, context)} has ${count} further findings about changes that ${verb} readers. ` +
    `The report shows ${limit} findings of an event one by one.`;
  const found = {
    kind,
    path: "",
    severity: certain?.severity ?? "unknown",
    message,
    hint: "Undo or waive the changes that the report shows, and run the check again.",
    place: placeOf(cell, context, undefined),
    detail: fingerprintOf(rest.map(({ fingerprint }) => fingerprint).toSorted()),
    ...(certain?.witness !== undefined && { witness: certain.witness }),
  } as const;
  return finding(cell, found, context);
}

/** A finding, its cause, and the changes of the event among which the cause was found. */
type Explained = { readonly finding: WireFinding; readonly cause?: Change; readonly among: readonly Change[] };

/** The changes of an event: all of them, and those that may break the flow. */
type Candidates = { readonly all: readonly Change[]; readonly breaking: readonly Change[] };

/** Finds the changes of an event once for all its broken parts, because an event may have hundreds of both. */
class CellChanges {
  readonly #cell: WireCell;
  readonly #context: ExplainContext;
  readonly #known = new Map<boolean, Candidates>();
  readonly #named = new Set<Change>();
  /** Shared by all broken parts, because it keeps the rules of the reader's schema. */
  readonly verdicts = new Verdicts();

  constructor(cell: WireCell, context: ExplainContext) {
    this.#cell = cell;
    this.#context = context;
  }

  of({ isUnknownEvent }: Break): Candidates {
    const known = this.#known.get(isUnknownEvent) ?? this.#find(isUnknownEvent);
    this.#known.set(isUnknownEvent, known);
    return known;
  }

  /** Returns the changes that findings name already. If none of them is named, returns all. */
  known(causes: readonly Change[]): readonly Change[] {
    const known = causes.filter((cause) => this.#named.has(cause));
    return known.length > 0 ? known : causes;
  }

  /** Returns the changes that no finding names yet, and notes them as named: one finding is enough, however many parts a change breaks. */
  unnamed(causes: readonly Change[]): readonly Change[] {
    const fresh = causes.filter((cause) => !this.#named.has(cause));
    for (const cause of fresh) this.#named.add(cause);
    return fresh;
  }

  #find(isUnknownEvent: boolean): Candidates {
    const { flow, consumer, direction } = this.#cell;
    const all = changesOf(this.#cell, isUnknownEvent, this.#context);
    const subject = this.#context.subject ?? direction;
    return { all, breaking: all.filter((change) => adviceOn(change, subject, flow, consumer.reader).mayBreak) };
  }
}

/** Returns, for each list of changes, the changes that no finding names. All findings of a list share the result. */
function unnamedChanges(found: readonly Explained[]): ReadonlyMap<readonly Change[], readonly Change[]> {
  const lists = new Set(found.map(({ among }) => among));
  const named = new Set(found.flatMap(({ cause }) => (cause === undefined ? [] : nameOf(cause))));
  return new Map([...lists].map((list) => [list, list.filter((change) => !named.has(nameOf(change)))]));
}

/** Returns a text that distinguishes a change from all other changes of its event. Two branches may have the same sentence. */
function nameOf({ kind, path, detail, branches = [], sentence: text }: Change): string {
  return JSON.stringify([kind, path, detail, keyOfBranches(branches), text]);
}

function relatedOf({ kind, sentence: message }: Change, prefix: string): RelatedChange {
  return { rule: `${prefix}_${kind}`, message };
}

function explainPart(
  cell: WireCell,
  part: BrokenPart,
  gated: WireFinding["severity"],
  context: ExplainContext,
  changes: CellChanges,
): readonly Explained[] {
  const { verdict, constraint } = part;
  if (verdict.verdict === "breaking") {
    return explainBreak(cell, verdict, constraint, gated === "warning" ? gated : "breaking", context, changes);
  }
  const event = eventOf(cell, context);
  const path = constraint?.path ?? "";
  const where = path === "" ? "" : ` at ${path}`;
  const question = context.subject === "state" ? undecidedState[cell.flow] : undecided[cell.flow];
  const message = `${subjectText(cell, event.name, context)}${where}: dagwire cannot decide whether ${question}: ${verdict.reason}`;
  const hint = "Simplify the schema at this place, or waive the finding by its fingerprint.";
  const severity: WireFinding["severity"] = gated === "warning" ? gated : "unknown";
  const place = placeOf(cell, context, undefined);
  const found = { kind: "EVENT_UNDECIDED", path, severity, message: sentence(message), hint, place, ...detailOf(constraint) };
  return [{ finding: finding(cell, found, context), among: [] }];
}

const undecided = {
  "new-to-old": "the earlier version accepts all messages of today's version",
  "old-to-new": "today's version accepts all messages of the earlier version",
} as const;

const undecidedState = {
  "new-to-old": "the earlier version accepts all states of today's version",
  "old-to-new": "today's version accepts all states of the earlier version",
} as const;

/** Returns the words for the event or the state with which a message begins. */
function subjectText({ direction }: WireCell, name: string, { subject }: ExplainContext): string {
  return subject === "state" ? `the state "${name}"` : `${direction} event "${name}"`;
}

/** Returns the key of the broken constraint. The key distinguishes findings that have no single change as their cause. */
function detailOf(constraint: Constraint | undefined): { readonly detail?: string } {
  return constraint === undefined ? {} : { detail: constraint.key };
}

type Break = { readonly witness: Json; readonly isUnknownEvent: boolean };

function explainBreak(
  cell: WireCell,
  broken: Break,
  constraint: Constraint | undefined,
  severity: WireFinding["severity"],
  context: ExplainContext,
  changes: CellChanges,
): Explained[] {
  const witness = whereRefused(cell, broken, changes.verdicts);
  const { all: among, breaking } = changes.of(broken);
  const subject = context.subject ?? cell.direction;
  const found = constraint === undefined ? byLikelihood(breaking, witness, broken) : causesOf(constraint, breaking, cell.flow);
  const causes = constraint?.repeated === undefined ? found : changes.known(found);
  if (causes.length === 0) return [{ finding: unnamed(cell, witness, constraint, severity, context), among }];
  return changes.unnamed(causes).map((cause) => {
    const { consequence, remedy } = adviceOn(cause, subject, cell.flow, cell.consumer.reader);
    const { kind, path, detail, branches } = cause;
    const message = [cause.sentence, ...movedTo(cell, cause, context), consequence].join(" ");
    const place = placeOf(cell, context, cause);
    const details = {
      kind,
      path,
      severity,
      message,
      hint: remedy,
      place,
      witness,
      ...(detail !== undefined && { detail }),
      ...(branches !== undefined && { branches: keyOfBranches(branches) }),
    };
    return { finding: finding(cell, details, context), cause, among };
  });
}

/**
 * Returns a sentence if a removed event was added in the other direction: the event still exists, but another peer
 * sends it.
 */
function movedTo({ event, direction }: WireCell, { kind }: Change, { others }: ExplainContext): string[] {
  if (kind !== "EVENT_REMOVED") return [];
  const isThere = others.some(
    ({ before, after }) => before === undefined && after !== undefined && identityOf(after) === identityOf(event),
  );
  return isThere ? [`The ${direction === "server" ? "client" : "server"} now sends the event.`] : [];
}

function unnamed(
  cell: WireCell,
  witness: Witness,
  constraint: Constraint | undefined,
  severity: WireFinding["severity"],
  context: ExplainContext,
): WireFinding {
  const where = witness.path === "" ? "" : ` at ${witness.path}`;
  const refusal = `the reader refuses a ${context.subject ?? "message"}${where}: expected ${witness.expected}, got ${witness.got}.`;
  const consequence = consequenceOf(context.subject ?? cell.direction, cell.flow);
  const message = `${subjectText(cell, eventOf(cell, context).name, context)} changed: ${refusal} ${consequence}`;
  const place = placeOf(cell, context, undefined);
  const path = constraint?.path ?? "";
  const found = { kind: "EVENT_INCOMPATIBLE", path, severity, message, hint: fallbackRemedy, place, witness };
  return finding(cell, { ...found, ...detailOf(constraint) }, context);
}

/** Returns the reason why a consumer refuses the witness, as the generated validators report it. */
function whereRefused({ consumer, event }: WireCell, { witness, isUnknownEvent }: Break, verdicts: Verdicts): Witness {
  const [pointer = ""] = [...(event.tags?.keys() ?? [])];
  const unknown = {
    message: witness,
    path: pointer.startsWith("@") ? "" : pointer,
    expected: "an event that the reader knows",
    got: `"${event.name}"`,
  };
  const schema = isUnknownEvent ? undefined : consumer.acceptedOf(event);
  if (schema === undefined) return unknown;
  const issue = verdicts.refusal(schema, witness);
  return issue === undefined ? { ...unknown, expected: "a message of the other version" } : { message: witness, ...issue };
}

function changesOf(cell: WireCell, isUnknownEvent: boolean, context: ExplainContext): readonly Change[] {
  const { event, direction, flow } = cell;
  const { pairs } = context;
  const own = pairs.filter(({ before, after }) => (flow === "new-to-old" ? after : before) === event);
  const known = own.flatMap(({ before, after }) => {
    const name = (after ?? before)?.name ?? "";
    return compareEvents(before, after, direction, subjectText(cell, name, context));
  });
  if (!isUnknownEvent || own.some(({ before, after }) => before === undefined || after === undefined)) return known;
  return flow === "new-to-old"
    ? [...known, ...compareEvents(undefined, event, direction)]
    : [...known, ...compareEvents(event, undefined, direction)];
}

/**
 * Returns the changes that may be the reason why a consumer refuses a message, if no single constraint is broken. If
 * the consumer does not know the event, these are the changes of the event's tags, otherwise all changes. The changes
 * nearest to the refused value come first.
 */
function byLikelihood(changes: readonly Change[], witness: Witness, { isUnknownEvent }: Break): readonly Change[] {
  const ofEvent = isUnknownEvent ? changes.filter(({ kind }) => kind.startsWith("EVENT_")) : [];
  if (ofEvent.length > 0) return ofEvent;
  const distance = ({ path }: Change): number => pathDistance(path, witness.path, witness.message) ?? Number.MAX_SAFE_INTEGER;
  return changes.toSorted((a, b) => distance(a) - distance(b));
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

type Found = Pick<WireFinding, "path" | "severity" | "message" | "hint" | "place" | "witness"> & {
  readonly kind: string;
  /** A text that distinguishes findings of the same kind at the same path. */
  readonly detail?: string;
  /** A comparison key of the branches that the finding is in. Absent outside of branches. */
  readonly branches?: string;
};

function finding(cell: WireCell, found: Found, context: ExplainContext): WireFinding {
  const { direction, flow } = cell;
  const { kind, detail, branches, ...rest } = found;
  const { name, identity } = eventOf(cell, context);
  const prefix = (context.subject ?? direction).toUpperCase();
  const own = context.subject === "state" ? kind.replace(/^EVENT_/, "") : kind;
  const distinction = branches === undefined ? (detail === undefined ? [] : [detail]) : [detail ?? "", branches];
  const outline = [context.protocol, context.subject ?? direction, identity, flow, kind, found.path];
  return {
    ...rest,
    rule: `${prefix}_${own}`,
    direction,
    flow,
    event: name,
    baselines: [context.baseline],
    related: [],
    fingerprint: fingerprintOf([...outline, ...distinction]),
    ...(distinction.length > 0 && { outline: fingerprintOf(outline) }),
    ...shared(cell, found, context),
  };
}

/** Returns a fingerprint that is equal for all events that share the changed schema. */
function shared(
  { direction, flow }: WireCell,
  { kind, path, place, detail = "" }: Found,
  { protocol, pairs, subject }: ExplainContext,
): { readonly sharedFingerprint?: string } {
  if (!("pointer" in place) || place.on !== "value") return {};
  const { file, pointer } = place;
  // The fingerprint contains the name of a removed field or item, because all removed fields of an object have the same
  // place: the object's list of properties.
  const name = /^(?:FIELD|ITEM)_/.test(kind) ? (pointerTokens(path).at(-1) ?? "") : "";
  const isRoot = pairs.some(({ after }) => after?.location.file === file && after.location.pointer === pointer);
  return isRoot ? {} : { sharedFingerprint: fingerprintOf([protocol, subject ?? direction, flow, kind, file, pointer, detail, name]) };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
