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

/** One thing by which two versions of a protocol may keep different states. */
export type StateDifference = {
  /** The server event that it is about, or the type of the state. */
  readonly subject: string;
  /** JSON Pointer into the state; "*" is any item or key. */
  readonly path: string;
  /** In today's schemas; in the manifest where there is none. */
  readonly place: Place;
  /** Further places of the same event. */
  readonly others: readonly Location[];
  /** What differs, with its full stop. */
  readonly sentence: string;
  /** Equal for equal differences, wherever the schemas stand; another one where anything in it differs. */
  readonly identity: readonly string[];
};

/** All that decides how a state begins, changes and is read, and differs between two versions: what the state's part of the digest covers. */
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
    sentence: isNew ? "the protocol keeps a state, and kept none before." : "the protocol keeps a state no longer.",
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
      sentence: `the state begins with another value${path === "" ? "" : ` at ${path}`}.`,
      identity: ["initial", ...texts],
    },
  ];
}

/** The deepest place that holds all that differs. */
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

/** Where a schema says with what a place of the state begins. */
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
  const sentence = `the state is read by a ${is} reader, and was read by a ${was} one.`;
  return [{ ...inManifest(after, "/readers/server"), subject: now.typeName, sentence, identity: ["reader", was, is] }];
}

function ofEnd({ before, after, now }: Both): StateDifference[] {
  const [was, is] = [before, after].map(({ terminal }) => canonicalJson(terminal.map(eventKey).toSorted()));
  if (was === is) return [];
  const sentence = "other events end a stream, after which nothing changes the state.";
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
  if (then === undefined) return "changes the state, and did not before";
  return today === undefined ? "changes the state no longer" : "changes the state in another way";
}

type EventBlock = { readonly event: EventModel; readonly block: StateBlock };

function byKey({ blocks }: StateModel): ReadonlyMap<string, EventBlock> {
  return new Map([...blocks].map(([event, block]) => [eventKey(event), { event, block }]));
}

/** Where today's steps stand that were not there before; all of them where only their order or what they hang on differs. */
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
      sentence: 'an "x-state" that cannot be read, or that no event takes, differs.',
      identity: ["unread", ...texts],
    },
  ];
}

function inManifest({ manifest }: ProtocolModel, pointer: string): Pick<StateDifference, "path" | "place" | "others"> {
  return { path: "", place: { file: manifest, pointer, on: "value" }, others: [] };
}
