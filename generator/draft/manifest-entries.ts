import type { ManifestEntry } from "../config/manifest-schema.js";
import { groupBy } from "../base/group-by.js";
import { pascalCase } from "../base/pascal-case.js";
import type { Document } from "../load/document-store.js";
import type { Direction } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";
import type { Candidate } from "./candidate.js";
import { typeNameOf } from "./draft-events.js";
import type { DraftEvent } from "./draft-events.js";
import { suggestedName } from "../model/names.js";
import { leaves } from "./unions.js";
import { lastName } from "./words.js";

/** An item of the list `server` or `client` in the drafted manifest. */
export type DraftEntry = string | ManifestEntry;

/**
 * Returns the `ref` of a schema for a manifest: the path of its file relative to the manifest, and the JSON Pointer.
 */
export type RefOf = (place: Pick<Candidate, "document" | "pointer">) => string;

/**
 * Returns the manifest's items for the events of the server or of the client. If one item for a union can list all its
 * members, returns this item; otherwise each event has an item.
 */
export function entriesOf(side: Direction, all: readonly DraftEvent[], refOf: RefOf): DraftEntry[] {
  const events = all.filter(({ sender }) => sender.sides.includes(side));
  const names = givenNames(all);
  const bySchema = new Map(events.map((event) => [event.candidate.schema, event]));
  const entries: DraftEntry[] = [];
  const listed = new Set<Schema>();
  for (const event of events) {
    if (listed.has(event.candidate.schema)) continue;
    const union = event.candidate.ways.flat().find(({ schema }) => standsFor(schema, bySchema, names, listed));
    if (union === undefined) entries.push(entryOf(event, names.get(event.candidate) ?? ownName(event), refOf));
    else entries.push(refOf(union));
    const covered = union === undefined ? [event.candidate.schema] : leaves(union.schema).map(({ schema }) => schema);
    for (const schema of covered) listed.add(schema);
  }
  return entries;
}

/**
 * Returns true if one item of the manifest can list all members of a union. Each member must be an event in
 * `bySchema` whose schema has a tag that no other event has. No member may be listed yet or need a name in the
 * manifest.
 */
function standsFor(
  union: Schema,
  bySchema: ReadonlyMap<Schema, DraftEvent>,
  names: ReadonlyMap<Candidate, string>,
  listed: ReadonlySet<Schema>,
): boolean {
  const inside = leaves(union).map(({ schema }) => schema);
  return (
    inside.length > 1 &&
    inside.every((schema) => {
      const event = bySchema.get(schema);
      return event !== undefined && isPlain(event) && !names.has(event.candidate) && !listed.has(schema);
    })
  );
}

function isPlain({ tag, sharedKey }: DraftEvent): boolean {
  return tag.how === "schema" && sharedKey === undefined;
}

function entryOf(event: DraftEvent, name: string | undefined, refOf: RefOf): DraftEntry {
  const ref = refOf(event.candidate);
  const { tag } = event;
  const named = name === undefined ? {} : { name };
  const part = tag.how === "schema" || tag.at === undefined ? {} : { at: tag.at };
  if (tag.how === "none" || event.sharedKey !== undefined) return { ref, ...named, tag: null, ...part };
  if (tag.how === "given") return { ref, ...named, tag: { ...tag.tag } as NonNullable<ManifestEntry["tag"]>, ...part };
  return name === undefined ? ref : { ref, name };
}

/**
 * Returns the name that the manifest has to give an event, because `generate` cannot derive it from the schema;
 * otherwise `undefined`.
 */
function ownName(event: DraftEvent): string | undefined {
  const { candidate, tag } = event;
  const own = lastName(candidate.name);
  // The file that describes an envelope's contents is named like the message. Without a name in the manifest,
  // `generate` would append "Event" to it.
  if (tag.how !== "schema" && tag.at !== undefined && candidate.pointer === "") return own;
  return suggestedName(candidate.schema) === undefined && pascalCase(own) !== "" && !isPlain(event) ? own : undefined;
}

/**
 * Returns names for the events whose TypeScript types would have the same name. Each name contains the name of the
 * union or the file around the event.
 */
function givenNames(events: readonly DraftEvent[]): Map<Candidate, string> {
  const names = new Map<Candidate, string>();
  const candidates = [...new Set(events.map(({ candidate }) => candidate))];
  for (const [wanted, rivals] of groupBy(candidates, typeNameOf)) {
    if (rivals.length < 2 && wanted !== "Event" && wanted !== "") continue;
    for (const rival of rivals) names.set(rival, pathName(rival));
  }
  for (const [, rivals] of groupBy([...names], ([, name]) => pascalCase(name))) {
    if (rivals.length > 1) for (const [candidate] of rivals) names.set(candidate, `${fileName(candidate.document)}${candidate.pointer}`);
  }
  return names;
}

/** Returns the name of the union around a candidate, or else of its file, followed by the name of the candidate. */
function pathName({ name, pointer, document, ways }: Candidate): string {
  if (pointer === "") return name;
  const union = ways[0]?.at(-1);
  const holder = union === undefined || union.pointer === "" ? fileName(document) : union.name;
  return `${holder}/${name === "" ? pointer.split("/").slice(-2).join("/") : name}`;
}

function fileName({ file }: Document): string {
  return lastName(file).replace(/(\.schema)?\.json$/, "");
}
