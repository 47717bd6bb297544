import type { Manifest } from "../config/manifest-schema.js";
import type { Findings } from "../diagnostics/diagnostic.js";
import { canonicalJson } from "../base/canonical-json.js";
import type { Direction, Tags, EventModel } from "./event-model.js";
import type { ListedSchema } from "./entries.js";
import { pascalCase } from "../base/pascal-case.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { suggestedName } from "./names.js";
import { fact } from "../base/fact.js";
import type { Memo } from "../base/memo.js";
import { fixedValues, isOpenAt, overlap, requiresPointer, within } from "../schema/tags.js";

/** An event whose type has no final TypeScript name yet. */
export type UnnamedEvent = Omit<EventModel, "typeName"> & {
  /** The type name that the event's entry, schema or tags suggest. Several events may suggest the same name. */
  readonly wantedTypeName: string;
  /** The manifest's entry that lists the event. */
  readonly place: ListedSchema["place"];
  /** True if the event's schema only refers to another schema, and that other schema has a different type name. */
  readonly isWrapped?: true;
};

/** Finds the tags and names of the events of one direction. Adds a finding for events that no tag distinguishes. */
export function buildEvents(
  listed: readonly ListedSchema[],
  discriminators: readonly string[],
  findings: Findings,
  memo: Memo,
): UnnamedEvent[] {
  const events = withoutNeedlessTags(listed.flatMap((one) => knownEvent(one, discriminators, findings, memo)));
  reportSameTags(events, findings);
  reportSameNames(events, findings);
  return events;
}

function knownEvent(listed: ListedSchema, discriminators: readonly string[], findings: Findings, memo: Memo): readonly UnnamedEvent[] {
  const key = [...discriminators, listed.shared, text(listed.entry), text(listed.place)].join(" ");
  return memo.replay("event", listed.schema, [key], undefined, () => {
    const found = findings.all().length;
    const value = buildEvent(listed, discriminators, findings);
    // An event with a finding is not kept for the next run, because the next run has to report the finding again.
    return { value, questions: findings.all().length === found ? [] : undefined };
  });
}

const text = fact((part: object) => JSON.stringify(part));

function buildEvent(listed: ListedSchema, discriminators: readonly string[], findings: Findings): UnnamedEvent[] {
  const { schema, entry } = listed;
  const at = entry.at ?? "";
  const tags = entry.tag === undefined ? tagsOf(schema, at, discriminators) : givenTags(entry.tag);
  const wantedTypeName = typeNameOf(listed, tags ?? undefined);
  const subject = entry.name ?? wantedTypeName;
  if (entry.tag === undefined && reportOpenTags(subject, schema, at, discriminators, findings)) return [];
  if (tags === null) {
    reportMissingTag(subject, schema, discriminators, findings);
    return [];
  }
  const name = eventName(listed, tags, wantedTypeName);
  if (entry.tag === undefined) reportOptionalTags(name, listed, tags, findings);
  const tagsInSchema = tags !== undefined && at === "" && areInSchema(schema, tags);
  return [{ name, wantedTypeName, schema, tags, at, tagsInSchema, location: schema.location, place: listed.place }];
}

/**
 * Returns the constants that a schema requires at the discriminators; `null` if it has none.
 *
 * @param at pointer to the part of the message that the schema describes.
 */
function tagsOf(schema: Schema, at: string, discriminators: readonly string[]): Tags | null {
  const tags = new Map<string, readonly Json[]>();
  for (const pointer of discriminators) {
    const inside = insideOf(pointer, at);
    const values = inside === undefined ? undefined : fixedValues(schema, inside);
    if (values !== undefined && values.length > 0) tags.set(pointer, values);
  }
  return tags.size === 0 ? null : tags;
}

/**
 * Turns a pointer into the message into a pointer into the part of the message at `at`. Returns `undefined` if it does
 * not lead into this part.
 */
function insideOf(pointer: string, at: string): string | undefined {
  if (at === "") return pointer;
  return pointer.startsWith(`${at}/`) ? pointer.slice(at.length) : undefined;
}

function givenTags(tag: NonNullable<ListedSchema["entry"]["tag"]> | null): Tags | undefined {
  if (tag === null) return undefined;
  return new Map(Object.entries(tag).map(([pointer, value]) => [pointer, Array.isArray(value) ? value : [value]]));
}

/**
 * Returns a text for the parts of the message that the event's schema does not describe: the place of the schema, and the
 * tags around it. Two events of one schema have the same type if these texts are the same.
 */
export function envelopeOf({ at, tags, tagsInSchema }: UnnamedEvent): string {
  const inMessage = tagsInSchema ? [] : [...(tags ?? [])].filter(([pointer]) => !pointer.startsWith("@"));
  return canonicalJson([at, ...inMessage.map(([pointer, values]) => [pointer, ...values])]);
}

/**
 * Returns true if the schema allows no other values for the tags. A tag may be optional in the schema, because a guard
 * requires no more than the schema.
 */
function areInSchema(schema: Schema, tags: Tags): boolean {
  return [...tags].every(([pointer, values]) => {
    const fixed = fixedValues(schema, pointer);
    return fixed !== undefined && within(fixed, values);
  });
}

/** Removes the optional tags of each event whose required tags already distinguish it from all other events. */
function withoutNeedlessTags(events: readonly UnnamedEvent[]): UnnamedEvent[] {
  return events.map((event) => {
    const { schema, tags, at } = event;
    if (tags === undefined || tags.size < 2 || at !== "") return event;
    const needed = [...tags].filter(([pointer]) => pointer.startsWith("@") || requiresPointer(schema, pointer));
    if (needed.length === 0 || needed.length === tags.size) return event;
    const fewer = new Map(needed);
    const isAlone = events.every((other) => other === event || !meets(fewer, other.tags));
    return isAlone ? { ...event, tags: fewer, tagsInSchema: areInSchema(schema, fewer) } : event;
  });
}

/** Returns true if one message may have the tags of both events. */
function meets(a: Tags, b: Tags | undefined): boolean {
  return b !== undefined && [...a].every(([pointer, values]) => overlap(values, b.get(pointer) ?? values));
}

function typeNameOf({ schema, entry, shared }: ListedSchema, tags: Tags | undefined): string {
  if (entry.name !== undefined && !shared) return pascalCase(entry.name);
  const suggested = suggestedName(schema);
  if (suggested !== undefined) {
    return suggested.fromFile && !suggested.name.endsWith("Event") ? `${suggested.name}Event` : suggested.name;
  }
  const words = tags === undefined ? [] : [...tags.values()].map((values) => pascalCase(canonicalJson(values[0] ?? null)));
  return words.length === 0 ? "AnonymousEvent" : `${words.join("")}Event`;
}

function eventName({ entry, shared }: ListedSchema, tags: Tags | undefined, typeName: string): string {
  if (entry.name !== undefined && !shared) return entry.name;
  const values = tags === undefined ? [] : [...tags.values()];
  const single = values.length > 0 && values.every((list) => list.length === 1);
  return single ? values.map(([value]) => (typeof value === "string" ? value : canonicalJson(value ?? null))).join("/") : typeName;
}

function reportOpenTags(subject: string, schema: Schema, at: string, discriminators: readonly string[], findings: Findings): boolean {
  const open = discriminators.filter((pointer) => {
    const inside = insideOf(pointer, at);
    return inside !== undefined && isOpenAt(schema, inside);
  });
  for (const pointer of open) {
    findings.add({
      rule: "OPEN_TAG",
      place: { ...schema.location, on: "value" },
      message: `event "${subject}" has "x-open" at its tag "${pointer.slice(1)}", so every string there would be a tag of this event.`,
      hint: 'Give the property a "const", or an "enum" without "x-open".',
    });
  }
  return open.length > 0;
}

function reportMissingTag(subject: string, schema: Schema, discriminators: readonly string[], findings: Findings): void {
  const [pointer = "/type"] = discriminators;
  const property = pointer.slice(1).split("/").at(-1) ?? "type";
  const where = discriminators.length > 1 ? `any of ${discriminators.join(", ")}` : `"${pointer.slice(1)}"`;
  findings.add({
    rule: "EVENT_TAG_MISSING",
    place: { ...schema.location, on: "value" },
    message: `event "${subject}" has no constant at ${where}, so no tag distinguishes it from other events.`,
    hint: `Add "${property}": { "const": … } to "properties" and "${property}" to "required". Or set "tag" in the manifest's entry of the event; "tag": null means that the event is never dispatched.`,
  });
}

function reportOptionalTags(name: string, { schema, entry }: ListedSchema, tags: Tags | undefined, findings: Findings): void {
  for (const pointer of tags?.keys() ?? []) {
    const inside = insideOf(pointer, entry.at ?? "");
    if (inside === undefined || requiresPointer(schema, inside)) continue;
    const property = pointer.split("/").at(-1) ?? "";
    findings.add({
      rule: "EVENT_TAG_OPTIONAL",
      place: { ...schema.location, on: "value" },
      message: `event "${name}" does not require "${pointer.slice(1)}", which distinguishes it from other events.`,
      hint: `Add "${property}" to "required".`,
    });
  }
}

function reportSameTags(events: readonly UnnamedEvent[], findings: Findings): void {
  const byFirst = new Map<string, UnnamedEvent[]>();
  for (const event of events) {
    for (const key of tagKeys(event.tags)) {
      const rivals = byFirst.get(key) ?? [];
      const rival = rivals.find((other) => clash(other.tags, event.tags));
      if (rival !== undefined) reportSameTag(event, rival, findings);
      byFirst.set(key, [...rivals, event]);
    }
  }
}

function tagKeys(tags: Tags | undefined): readonly string[] {
  const [first] = tags ?? [];
  return first === undefined ? [] : first[1].map((value) => `${first[0]} ${canonicalJson(value)}`);
}

/**
 * Returns true if one message may have the tags of both events, so that the dispatcher cannot choose. If one event has more
 * tags than the other, the dispatcher tests that event first, and the result is false.
 */
function clash(a: Tags | undefined, b: Tags | undefined): boolean {
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  return [...a].every(([pointer, values]) => overlap(values, b.get(pointer) ?? []));
}

function reportSameTag(event: UnnamedEvent, rival: UnnamedEvent, findings: Findings): void {
  const tag = [...(event.tags ?? [])].map(([pointer, values]) => `${pointer} ${values.map(canonicalJson).join("|")}`).join(", ");
  const { file, pointer } = rival.location;
  findings.add({
    rule: "EVENT_TAG_DUPLICATE",
    place: { ...event.location, on: "value" },
    message: `event "${event.name}" has the same tag (${tag}) as ${file}${pointer === "" ? "" : `#${pointer}`}.`,
    hint: "Change the tag of one of the two events, or remove one event from the manifest.",
  });
}

function reportSameNames(events: readonly UnnamedEvent[], findings: Findings): void {
  const seen = new Map<string, UnnamedEvent>();
  for (const event of events) {
    const rival = seen.get(event.name);
    seen.set(event.name, event);
    if (rival === undefined || clash(rival.tags, event.tags)) continue;
    findings.add({
      rule: "EVENT_NAME_DUPLICATE",
      place: event.place,
      message: `Two events are named "${event.name}": ${rival.location.file}#${rival.location.pointer} and ${event.location.file}#${event.location.pointer}.`,
      hint: 'Give one of the two entries of the manifest a "name".',
    });
  }
}

/**
 * Adds a finding for each event whose tag stands in `retired` of the manifest. With two discriminators, a tag is written
 * as `request/pause`.
 */
export function reportRetired(direction: Direction, events: readonly UnnamedEvent[], { retired }: Manifest, findings: Findings): void {
  const gone = new Set(retired?.[direction]);
  if (gone.size === 0) return;
  for (const { name, tags, location } of events) {
    const tag = combinations(tags).find((combination) => gone.has(combination));
    if (tag === undefined) continue;
    findings.add({
      rule: "EVENT_TAG_RETIRED",
      place: { ...location, on: "value" },
      message: `${direction} event "${name}" has the tag "${tag}", which the manifest lists as retired.`,
      hint: 'Give the event another tag. If the retired event is in use again, remove its tag from "retired".',
    });
  }
}

function combinations(tags: Tags | undefined): readonly string[] {
  if (tags === undefined) return [];
  return [...tags.values()].reduce<readonly string[]>((texts, values, index) => {
    const shown = values.map((value) => (typeof value === "string" ? value : canonicalJson(value)));
    return index === 0 ? shown : texts.flatMap((start) => shown.map((value) => `${start}/${value}`));
  }, []);
}
