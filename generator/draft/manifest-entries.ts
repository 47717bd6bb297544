import type { ManifestEntry } from "../config/manifest-schema.js";
import type { Direction } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";
import type { Candidate } from "./candidate.js";
import type { DraftEvent } from "./draft-event.js";
import { givenNames } from "./event-names.js";
import { leaves } from "./unions.js";

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
    // Several channels may carry one schema, each as an event of its own.
    if (event.candidate.origin !== "channel" && listed.has(event.candidate.schema)) continue;
    const union = event.candidate.ways.flat().find(({ schema }) => standsFor(schema, bySchema, names, listed));
    if (union === undefined) entries.push(entryOf(event, names.get(event), refOf));
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
  names: ReadonlyMap<DraftEvent, string>,
  listed: ReadonlySet<Schema>,
): boolean {
  const inside = leaves(union).map(({ schema }) => schema);
  return (
    inside.length > 1 &&
    inside.every((schema) => {
      const event = bySchema.get(schema);
      return event !== undefined && isPlain(event) && !names.has(event) && !listed.has(schema);
    })
  );
}

function isPlain({ candidate, tag, sharedKey }: DraftEvent): boolean {
  return tag.how === "schema" && sharedKey === undefined && candidate.at === undefined;
}

function entryOf(event: DraftEvent, name: string | undefined, refOf: RefOf): DraftEntry {
  const ref = refOf(event.candidate);
  const { tag } = event;
  const named = name === undefined ? {} : { name };
  const at = event.candidate.at ?? (tag.how === "schema" ? undefined : tag.at);
  const part = at === undefined ? {} : { at };
  if (tag.how === "none" || event.sharedKey !== undefined) return { ref, ...named, tag: null, ...part };
  if (tag.how === "given") return { ref, ...named, tag: { ...tag.tag } as NonNullable<ManifestEntry["tag"]>, ...part };
  return name === undefined && at === undefined ? ref : { ref, ...named, ...part };
}
