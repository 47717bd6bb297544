import { reachable } from "../../schema/children.js";
import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import { canonical, sha256 } from "../../schema/canonical.js";
import type { EventModel } from "../event-model.js";
import type { EventSide } from "../protocol.js";
import type { Json } from "../../base/json.js";
import type { Location } from "../../schema/schema.js";
import { footprintsOf, meet, stepsIn } from "./footprint.js";
import type { Initial } from "./initial-state.js";
import { keptObjects, normalText, normalWrites } from "./normal-steps.js";
import type { StateBlock, StateChoice, StateModel, Step } from "./state-model.js";

/**
 * The number of hex digits of a state's digest: half of a SHA-256. Servers and clients of earlier versions accept digests
 * of at most 128 characters.
 */
const digestDigits = 32;

/**
 * Returns a hash of 32 hex digits over all that decides how a state begins, changes and is read. Descriptions, the order of
 * keys and the place of a definition do not change the hash. Nor do steps that are written in another way but have the same
 * {@link normalWrites}.
 */
export function stateDigest(state: StateModel, { reader, events }: EventSide, terminal: readonly EventModel[]): string {
  const text = canonicalJson([
    reader,
    canonical(state.schema),
    initialText(state.initial),
    terminal.map(eventKey).toSorted(),
    state.endMarks.map(({ event, path, value }) => canonicalJson([eventKey(event), path, value])).toSorted(),
    effectTexts(state),
    unreadSteps(state, events).map(({ text: step }) => step),
  ]);
  return sha256(text).slice("sha256:".length, "sha256:".length + digestDigits);
}

function effectTexts({ schema, blocks }: StateModel): readonly string[] {
  const isKept = keptObjects(schema);
  const effects = [...blocks].map(([event, block]) => [eventKey(event), normalText(normalWrites(block, [event.schema], isKept))]);
  return effects.map((effect) => canonicalJson(effect)).toSorted();
}

/** Returns a comparison key: two events have the same key if they have the same tags or, without tags, the same name. */
export function eventKey({ name, tags }: EventModel): string {
  if (tags === undefined) return canonicalJson(name);
  return canonicalJson(inAnyOrder([...tags].map(([pointer, values]) => [pointer, ...inAnyOrder(values)])));
}

/** Returns a comparison key: two states have the same key if they have the same start value, or both have none. */
export function initialText(initial: Initial): string {
  return "value" in initial ? canonicalJson(initial.value) : "";
}

/**
 * Returns true if two blocks have the same steps, conditions and members, whatever their order. They then make the same
 * change to every state.
 */
export function areSameBlocks(a: StateBlock, b: StateBlock): boolean {
  return plainText(a) === plainText(b) || canonicalJson(blockJson(a)) === canonicalJson(blockJson(b));
}

/** Most blocks of two versions were read from the same text, so this text shows that they are equal. It costs less than the canonical one. */
const plainText = fact((block: StateBlock) => JSON.stringify(blockJson(block)));

/** Returns a comparison key: if two steps of blocks with the same `tags` have the same key, they make the same change to every state. */
export function stepText(step: Step, block: StateBlock): string {
  return canonicalJson(stepJson(step, block));
}

/** A step as it is written in the schema (canonical JSON), and its place in a file. */
export type WrittenStep = { readonly text: string; readonly location: Location };

/**
 * Returns the steps that could not be read or that apply to no event, sorted by their texts. The linter refuses such steps,
 * but a published version may contain some. Their effect is unknown, so a comparison of versions compares their texts.
 */
export function unreadSteps(state: StateModel, events: readonly EventModel[]): readonly WrittenStep[] {
  const known = unreadOf(state).get(events) ?? findUnread(state, events);
  unreadOf(state).set(events, known);
  return known;
}

/** The results of {@link unreadSteps} by the list of events. They are kept for the digest and for each comparison with another version. */
const unreadOf = fact((_state: StateModel) => new Map<readonly EventModel[], readonly WrittenStep[]>());

function findUnread(state: StateModel, events: readonly EventModel[]): readonly WrittenStep[] {
  const read = new Set([...state.blocks.values()].flatMap(stepsIn).map(({ step }) => placeText(step.owner.location, step.pointer)));
  const unread = new Map<string, WrittenStep>();
  for (const { annotations, location } of reachable(events.map(({ schema }) => schema))) {
    const written = annotations.state;
    if (written === undefined) continue;
    const list: readonly (readonly [string, Json])[] = Array.isArray(written)
      ? written.map((step: Json, index) => [`/x-state/${index}`, step])
      : [["/x-state", written]];
    for (const [pointer, step] of list) {
      const place = placeText(location, pointer);
      if (!read.has(place))
        unread.set(place, { text: canonicalJson(step), location: { ...location, pointer: `${location.pointer}${pointer}` } });
    }
  }
  return [...unread.values()].toSorted((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
}

function placeText({ file, pointer }: Location, step: string): string {
  return `${file}#${pointer}${step}`;
}

function blockJson(block: StateBlock): Json {
  return {
    steps: block.steps.map((step) => stepJson(step, block)),
    choices: settled(block.choices.map((choice) => ({ json: choiceJson(choice), blocks: blocksOf(choice) }))),
    members: settled(block.members.map(({ name, block: inner }) => ({ json: [name, blockJson(inner)], blocks: [inner] }))),
  };
}

function stepJson({ op, at, source, limit, piece }: Step, { tags }: StateBlock): Json {
  const path = at.map((token): Json => ("key" in token ? token.key : token.names));
  if (piece !== undefined && source.kind === "from")
    return { op, at: path, limit, from: source.names, offset: piece.offset ?? null, unit: piece.unit };
  switch (source.kind) {
    case "whole":
      return { op, at: path, limit, without: tags.toSorted() };
    case "from":
      return { op, at: path, limit, from: source.names };
    case "pick":
      return { op, at: path, limit, pick: source.names.toSorted() };
    default:
      return { op, at: path, limit, value: source.value };
  }
}

function choiceJson(choice: StateChoice): Json {
  if (choice.kind === "tag")
    return { tag: choice.name, cases: inAnyOrder(choice.cases.map(({ values, block }) => [inAnyOrder(values), blockJson(block)])) };
  const { tests, yes, no } = choice;
  return {
    tests: inAnyOrder(tests.map(({ name, values }) => (values === undefined ? [name] : [name, inAnyOrder(values)]))),
    yes: yes === undefined ? null : blockJson(yes),
    no: no === undefined ? null : blockJson(no),
  };
}

function blocksOf(choice: StateChoice): readonly StateBlock[] {
  if (choice.kind === "tag") return choice.cases.map(({ block }) => block);
  return [choice.yes, choice.no].filter((block) => block !== undefined);
}

/** A choice or member of a block as JSON, and the blocks inside it. */
type Part = { readonly json: Json; readonly blocks: readonly StateBlock[] };

/** Returns the JSON of the parts: in the order of the schema's keys if two parts may change the same place of the state, else sorted. */
function settled(parts: readonly Part[]): readonly Json[] {
  const places = parts.map(({ blocks }) => blocks.flatMap(stepsIn).flatMap(footprintsOf));
  const isFree = places.every((own, index) =>
    places.slice(0, index).every((earlier) => !own.some((place) => earlier.some((other) => meet(place, other)))),
  );
  const list = parts.map(({ json }) => json);
  return isFree ? inAnyOrder(list) : list;
}

function inAnyOrder(list: readonly Json[]): readonly Json[] {
  return list
    .map((json) => [canonicalJson(json), json] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, json]) => json);
}
