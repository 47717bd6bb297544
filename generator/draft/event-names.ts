import { canonicalJson } from "../base/canonical-json.js";
import { groupBy } from "../base/group-by.js";
import { pascalCase } from "../base/pascal-case.js";
import { pointerTokens } from "../base/pointer.js";
import type { Document } from "../load/document-store.js";
import { suggestedName } from "../model/names.js";
import type { Candidate } from "./candidate.js";
import type { DraftEvent } from "./draft-event.js";
import { lastName } from "./words.js";

/**
 * Returns the names that the manifest has to give to events. For these events `generate` can derive no name from the
 * schema or its tag, or would derive a type name that another event has.
 */
export function givenNames(events: readonly DraftEvent[]): Map<DraftEvent, string> {
  const names = new Map<DraftEvent, string>();
  const groups = groupBy(onceEach(events), derivedTypeName);
  const taken = new Set([...groups.keys()].filter((name) => name !== undefined));
  for (const [wanted, rivals] of groups) {
    if (wanted !== undefined && wanted !== "Event" && rivals.length < 2) continue;
    for (const [event, name] of distinctNames(rivals, taken)) {
      names.set(event, name);
      taken.add(pascalCase(name));
    }
  }
  for (const event of events) {
    const own = names.has(event) ? undefined : ownName(event);
    if (own !== undefined) names.set(event, own);
  }
  return names;
}

/** An event that both sides send is listed once for each, with one name. */
function onceEach(events: readonly DraftEvent[]): DraftEvent[] {
  return [...new Map(events.map((event) => [event.candidate, event])).values()];
}

/** Returns the type name that `generate` derives for an event without a `name`; `undefined` if it can derive none. */
function derivedTypeName({ candidate, tag, sharedKey }: DraftEvent): string | undefined {
  const suggested = suggestedName(candidate.schema);
  if (suggested !== undefined) return suggested.fromFile && !suggested.name.endsWith("Event") ? `${suggested.name}Event` : suggested.name;
  if (tag.how === "schema" && sharedKey === undefined) return `${tag.words}Event`;
  if (tag.how !== "given") return candidate.name === "" ? undefined : pascalCase(lastName(candidate.name));
  const first = Object.values(tag.tag).map((value) => (Array.isArray(value) ? value[0] : value));
  return `${first.map((value) => pascalCase(canonicalJson(value ?? null))).join("")}Event`;
}

/**
 * Returns names for events that want the same type name, or none: the first kind of name that all of them have and that
 * no other event has.
 */
function distinctNames(rivals: readonly DraftEvent[], taken: ReadonlySet<string>): [DraftEvent, string][] {
  const kinds = [({ candidate }: DraftEvent) => candidate.name, pathName, wordsInPath, placeName];
  for (const kind of kinds) {
    const names = rivals.map((rival) => kind(rival));
    const types = new Set(names.map(pascalCase));
    const isFree = rivals.length > 1 || !taken.has(pascalCase(names[0] ?? ""));
    if (types.size === rivals.length && !types.has("") && !types.has("Event") && isFree)
      return rivals.map((rival, index) => [rival, names[index] ?? ""]);
  }
  return rivals.map((rival) => [rival, `${fileName(rival.candidate.document)}${rival.candidate.pointer}`]);
}

/** Returns the name of the union around a candidate, or else of its file, followed by the name of the candidate. */
function pathName(event: DraftEvent): string {
  const { name, pointer } = event.candidate;
  if (pointer === "") return name;
  const own = name === "" ? wordsOfTag(event) : name;
  return own === "" ? "" : `${holderOf(event.candidate)}/${own}`;
}

function holderOf({ document, ways }: Candidate): string {
  const union = ways[0]?.at(-1);
  return union === undefined || union.pointer === "" || union.name === "" ? fileName(document) : union.name;
}

function wordsOfTag({ tag }: DraftEvent): string {
  return tag.how === "schema" ? tag.words : "";
}

/** Words in JSON Pointers that say nothing about a message. */
const dullWords: ReadonlySet<string> = new Set(
  (
    "payload schema oneOf anyOf allOf items properties components messages message schemas channels publish subscribe " +
    "content application/json post put requestBody definitions $defs webhooks callbacks"
  ).split(" "),
);

/** Returns the words of a candidate's place that say something about it, such as `outgoingMessage`. */
function wordsInPath({ candidate }: DraftEvent): string {
  return tellingTokens(candidate.pointer).slice(-2).join("/");
}

/** Returns the tokens of a JSON Pointer, without keywords and indexes. */
export function tellingTokens(pointer: string): string[] {
  return pointerTokens(pointer).filter((token) => !dullWords.has(token) && !/^\d+$/.test(token));
}

function placeName({ candidate }: DraftEvent): string {
  return `${holderOf(candidate)}/${candidate.pointer.split("/").slice(-2).join("/")}`;
}

/**
 * Returns the name that an event has in its document, if `generate` cannot derive it from the schema; otherwise
 * `undefined`.
 */
function ownName({ candidate, tag, sharedKey }: DraftEvent): string | undefined {
  const own = candidate.origin === "channel" ? candidate.name : lastName(candidate.name);
  // The definition keeps its name, because other schemas may have it as a part.
  if (candidate.at !== undefined) return own.endsWith("Event") ? undefined : `${own}Event`;
  // The file that describes an envelope's contents is named like the message. Without a name in the manifest,
  // `generate` would append "Event" to it.
  if (tag.how === "given" && tag.at !== undefined && candidate.pointer === "") return own;
  if (tag.how === "none" && tag.at !== undefined && candidate.pointer === "") return own;
  const isPlain = tag.how === "schema" && sharedKey === undefined;
  return suggestedName(candidate.schema) === undefined && pascalCase(own) !== "" && !isPlain ? own : undefined;
}

function fileName({ file }: Document): string {
  return lastName(file).replace(/(\.schema)?\.json$/, "");
}
