import { groupBy } from "../base/group-by.js";
import type { Candidate } from "./candidate.js";
import type { DraftEvent, DraftEvents } from "./draft-events.js";
import { lastName } from "./words.js";

const shownNames = 6;

/** What the draft rests on and what it could not tell, a line each, for people. */
export function draftNotes({ events, discriminators, types, envelope }: DraftEvents): string[] {
  const count = (side: "server" | "client"): number => events.filter(({ sender }) => sender.sides.includes(side)).length;
  const tags = discriminators.length === 0 ? "no tag was found" : `told apart by ${discriminators.join(", ")}`;
  return [
    `${count("server")} server and ${count("client")} client events, ${tags}.`,
    ...senderNotes(events),
    ...(envelope === undefined ? tagNotes(events, discriminators) : [envelopeNotes[envelope]]),
    ...(types.length === 0 ? [] : [`No messages, so listed under "types": ${list(types)}.`]),
  ];
}

function senderNotes(events: readonly DraftEvent[]): string[] {
  const because = (reason: string): Candidate[] =>
    events.filter(({ sender }) => sender.because === reason).map(({ candidate }) => candidate);
  const guess = (reason: string, side: string): string[] => {
    const guessed = because(reason);
    return guessed.length === 0 ? [] : [`Guessed by their names to be what the ${side}: ${list(guessed)}.`];
  };
  const unknown = because("unknown");
  return [
    ...guess("event", "server sends"),
    ...guess("request", "client sends"),
    ...guess("response", "asked side answers"),
    ...(unknown.length === 0
      ? []
      : [`Who sends these cannot be told, so they are listed under "server": ${list(unknown)}. Move those that the client sends.`]),
  ];
}

function tagNotes(events: readonly DraftEvent[], discriminators: readonly string[]): string[] {
  const untagged = events.filter(({ tag }) => tag.how === "none").map(({ candidate }) => candidate);
  const shared = groupBy(
    events.filter(({ sharedKey }) => sharedKey !== undefined),
    ({ sharedKey }) => sharedKey ?? "",
  );
  const notes = [...shared].map(
    ([key, group]) =>
      `The same tag (${key}), so "tag": null, typed and validated by name but not dispatched: ${list(group.map(({ candidate }) => candidate))}.`,
  );
  if (untagged.length > 0)
    notes.push(
      `Without a tag in the schema, so "tag": null: ${list(untagged)}. Where something else tells them, write it: { "/2": "Name" } with "at": "/3" for the part of a list, { "@name": "…" } for a header.`,
    );
  if (discriminators.includes("@name"))
    notes.push("\"@name\" is the first part of the definition's name: the caller gives it beside the message, as a webhook's header.");
  return notes;
}

const envelopeNotes: Readonly<Record<NonNullable<DraftEvents["envelope"]>, string>> = {
  list: 'Read as what calls carry: [2, id, "Name", {…}], answered by [3, id, {…}]. "at" is the part that a schema describes; an answer is told by its call\'s id, so it has "tag": null. Which side calls is seldom in the schemas: read that over.',
  "json-rpc":
    'Read as what JSON-RPC carries: "params" of a call, "result" of its answer. "at" is the part that a schema describes; an answer is told by its call\'s id, so it has "tag": null.',
  name: 'No schema has a tag, so the caller gives "@name" beside the message, as a webhook\'s header or a topic. Where the message itself holds its name, write that into the "tag": { "/event": "…" }.',
  unknown:
    'These are calls and their answers without a tag, so something carries them that the schemas do not say, and each has "tag": null. Move protocol.json away and draft again with --envelope list for [2, id, "Name", {…}], --envelope json-rpc for { "method": "Name", "params": {…} }, or --envelope name where a header or a topic tells them.',
};

function list(candidates: readonly Candidate[]): string {
  const shown = candidates
    .slice(0, shownNames)
    .map((candidate) => `"${shownName(candidate)}"`)
    .join(", ");
  return candidates.length > shownNames ? `${shown} and ${candidates.length - shownNames} more` : shown;
}

/** An inline schema without a title is shown by its place. */
function shownName({ name, document, pointer }: Candidate): string {
  return name === "" ? `${lastName(document.file)}#${pointer}` : name;
}
