import type { Place } from "../../diagnostics/diagnostic.js";
import { isObject } from "../../base/json.js";
import { joinPointer, pointerTokens } from "../../base/pointer.js";
import { canonicalJson } from "../../base/canonical-json.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { Json } from "../../base/json.js";
import type { Location, Schema } from "../../schema/schema.js";
import { stepsIn } from "../../model/state/footprint.js";
import { conjunctsOf, declaredIn } from "../../schema/conjuncts.js";
import { blockText, eventKey, initialText, stepText, unreadSteps } from "../../model/state/state-digest.js";
import type { StateBlock, StateModel } from "../../model/state/state-model.js";
import { schemaDifferences } from "./schema-differences.js";

/** One difference between two versions of a protocol that may lead to different states. */
export type StateDifference = {
  /** The name of the server event, or of the type of the state. */
  readonly subject: string;
  /** A JSON Pointer into the state. `*` means any item or key. */
  readonly path: string;
  /** The place in the new schemas; in the manifest if they have none. */
  readonly place: Place;
  /** Other places of the same difference. */
  readonly others: readonly Location[];
  /** Says what differs, with a full stop. */
  readonly sentence: string;
  /** Equal for equal differences, wherever the schemas are. Two different differences never share it. */
  readonly identity: readonly string[];
};

/**
 * Finds all differences in the start value, the changes and the reading of the state. It compares the
 * same parts of the protocol that the digest of the state covers.
 */
export function stateDifferences(before: ProtocolModel, after: ProtocolModel): readonly StateDifference[] {
  const [old, now] = [before.state, after.state];
  if (old === undefined && now === undefined) return [];
  if (old === undefined || now === undefined) return [stateItself(after, old ?? now)];
  const both: Both = { before, after, old, now };
  return [...ofSchema(both), ...ofBeginning(both), ...ofReader(both), ...ofEnd(both), ...ofEvents(both), ...ofUnread(both)];
}

type Both = { readonly before: ProtocolModel; readonly after: ProtocolModel; readonly old: StateModel; readonly now: StateModel };

function stateItself(after: ProtocolModel, state: StateModel | undefined): StateDifference {
  const isNew = after.state !== undefined;
  return {
    ...inManifest(after, "/state"),
    subject: state?.typeName ?? "",
    sentence: isNew ? "the protocol now has a state, and had none before." : "the protocol no longer has a state.",
    identity: [isNew ? "added" : "removed"],
  };
}

function ofSchema({ old, now }: Both): StateDifference[] {
  return schemaDifferences(old.schema, now.schema).map(({ path, keywords, location, identity }) => ({
    subject: now.typeName,
    path,
    place: { ...location, on: "value" },
    others: [],
    sentence: `the schema of ${path === "" ? "the state" : `${path} in the state`} differs in ${keywords.map((keyword) => JSON.stringify(keyword)).join(", ")}.`,
    identity: ["schema", ...identity],
  }));
}

function ofBeginning({ old, now }: Both): StateDifference[] {
  const texts = [initialText(old.initial), initialText(now.initial)];
  if (texts[0] === texts[1]) return [];
  const path = "value" in old.initial && "value" in now.initial ? differingPath(old.initial.value, now.initial.value) : "";
  return [
    {
      subject: now.typeName,
      path,
      place: { ...sourceOf(now.schema, pointerTokens(path)), on: "value" },
      others: [],
      sentence: `the state has another start value${path === "" ? "" : ` at ${path}`}.`,
      identity: ["initial", ...texts],
    },
  ];
}

/** Returns the deepest path that contains all differences. */
function differingPath(before: Json, after: Json): string {
  if (!isObject(before) || !isObject(after)) return "";
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const [name, another] = names.filter((one) => textOf(before[one]) !== textOf(after[one]));
  if (name === undefined || another !== undefined) return "";
  const [was, is] = [before[name], after[name]];
  return `${joinPointer("", name)}${was === undefined || is === undefined ? "" : differingPath(was, is)}`;
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

/** Returns the place of the schema that sets the start value at a path. */
function sourceOf(schema: Schema, [name, ...rest]: readonly string[]): Location {
  const parts = conjunctsOf([schema]);
  const preset = parts.find(({ annotations }) => annotations.default !== undefined);
  const [inner] = name === undefined ? [] : declaredIn(parts, name);
  if (preset !== undefined) return preset.location;
  return inner === undefined ? schema.location : sourceOf(inner, rest);
}

function ofReader({ before, after, now }: Both): StateDifference[] {
  const [was, is] = [before.server.reader, after.server.reader];
  if (was === is) return [];
  const sentence = `the state is now read by a ${is} reader instead of a ${was} one.`;
  return [{ ...inManifest(after, "/readers/server"), subject: now.typeName, sentence, identity: ["reader", was, is] }];
}

function ofEnd({ before, after, now }: Both): StateDifference[] {
  const [was, is] = [before, after].map(({ terminal }) => canonicalJson(terminal.map(eventKey).toSorted()));
  if (was === is) return [];
  const sentence = "a different set of events ends a stream, and no event after the end changes the state.";
  return [{ ...inManifest(after, "/terminal"), subject: now.typeName, sentence, identity: ["terminal", was ?? "", is ?? ""] }];
}

function ofEvents({ after, old, now }: Both): StateDifference[] {
  const [was, is] = [byKey(old), byKey(now)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((key) => {
    const [then, today] = [was.get(key), is.get(key)];
    const texts = [then, today].map((one) => (one === undefined ? "" : blockText(one.block)));
    if (texts[0] === texts[1]) return [];
    const [first, ...others] = today === undefined ? [] : newSteps(then?.block, today.block);
    const location = first ?? after.server.events.find((event) => eventKey(event) === key)?.schema.location;
    const name = (today ?? then)?.event.name ?? "";
    return [
      {
        ...inManifest(after, "/server"),
        ...(location !== undefined && { place: { ...location, on: "value" as const } }),
        others,
        subject: name,
        sentence: `server event "${name}" ${changeOf(then, today)}.`,
        identity: ["event", key, ...texts],
      },
    ];
  });
}

function changeOf(then: EventBlock | undefined, today: EventBlock | undefined): string {
  if (then === undefined) return "now changes the state, and did not before";
  return today === undefined ? "no longer changes the state" : "changes the state in another way";
}

type EventBlock = { readonly event: EventModel; readonly block: StateBlock };

function byKey({ blocks }: StateModel): ReadonlyMap<string, EventBlock> {
  return new Map([...blocks].map(([event, block]) => [eventKey(event), { event, block }]));
}

/** Returns the places of the steps that are new. If only the order or the conditions of steps differ, returns all places. */
function newSteps(before: StateBlock | undefined, after: StateBlock): readonly Location[] {
  const known = new Set(before === undefined ? [] : stepsIn(before).map(({ step, block }) => stepText(step, block)));
  const steps = stepsIn(after);
  const added = steps.filter(({ step, block }) => !known.has(stepText(step, block)));
  const shown = (added.length === 0 ? steps : added).map(({ step: { owner, pointer } }) => ({
    file: owner.location.file,
    pointer: `${owner.location.pointer}${pointer}`,
  }));
  return shown.filter(({ file, pointer }, index) => shown.findIndex((one) => one.file === file && one.pointer === pointer) === index);
}

function ofUnread({ before, after, old, now }: Both): StateDifference[] {
  const [was, is] = [unreadSteps(old, before.server.events), unreadSteps(now, after.server.events)];
  const texts = [was, is].map((steps) => canonicalJson(steps.map(({ text }) => text)));
  if (texts[0] === texts[1]) return [];
  const known = new Set(was.map(({ text }) => text));
  const first = is.find(({ text }) => !known.has(text));
  return [
    {
      ...inManifest(after, "/server"),
      ...(first !== undefined && { place: { ...first.location, on: "value" } }),
      subject: now.typeName,
      sentence: 'an "x-state" that is invalid, or that belongs to no event, differs.',
      identity: ["unread", ...texts],
    },
  ];
}

function inManifest({ manifest }: ProtocolModel, pointer: string): Pick<StateDifference, "path" | "place" | "others"> {
  return { path: "", place: { file: manifest, pointer, on: "value" }, others: [] };
}
