import { groupBy } from "../base/group-by.js";
import type { Candidate } from "./candidate.js";
import type { DraftEvent, DraftEvents } from "./draft-events.js";
import { lastName } from "./words.js";

const shownNames = 6;

/** Returns notes for the user, one line each: the basis of the draft, and the open questions. */
export function draftNotes({ events, discriminators, types, envelope }: DraftEvents): string[] {
  const count = (side: "server" | "client"): number => events.filter(({ sender }) => sender.sides.includes(side)).length;
  const tags = discriminators.length === 0 ? "no tag was found" : `with tags at ${discriminators.join(", ")}`;
  return [
    `${count("server")} server and ${count("client")} client events, ${tags}.`,
    ...senderNotes(events),
    ...(envelope === undefined ? tagNotes(events, discriminators) : [envelopeNotes[envelope]]),
    ...(types.length === 0 ? [] : [`These are no messages, so they are listed under "types": ${list(types)}.`]),
  ];
}

function senderNotes(events: readonly DraftEvent[]): string[] {
  const because = (reason: string): Candidate[] =>
    events.filter(({ sender }) => sender.because === reason).map(({ candidate }) => candidate);
  const guess = (reason: string, side: string): string[] => {
    const guessed = because(reason);
    return guessed.length === 0 ? [] : [`Their names suggest that the ${side}: ${list(guessed)}.`];
  };
  const unknown = because("unknown");
  return [
    ...guess("event", "server sends these"),
    ...guess("request", "client sends these"),
    ...guess("response", "side that gets the request answers with these"),
    ...(unknown.length === 0
      ? []
      : [
          `The schemas do not show which side sends these, so they are listed under "server": ${list(unknown)}. Move those that the client sends.`,
        ]),
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
      `These have the same tag (${key}), so they get "tag": null: ${list(group.map(({ candidate }) => candidate))}. They are typed and validated by name, but not dispatched.`,
  );
  if (untagged.length > 0)
    notes.push(
      `These have no tag in the schema, so they get "tag": null: ${list(untagged)}. If an envelope names them, write their tags: { "/2": "Name" } with "at": "/3" for the part of a list, { "@name": "…" } for a header.`,
    );
  if (discriminators.includes("@name"))
    notes.push(
      "\"@name\" is the first part of the definition's name. The caller passes it beside the message, for example from a webhook's header.",
    );
  return notes;
}

const envelopeNotes: Readonly<Record<NonNullable<DraftEvents["envelope"]>, string>> = {
  list: 'The schemas are read as the contents of calls: [2, id, "Name", {…}], answered by [3, id, {…}]. "at" is the part that a schema describes. An answer has "tag": null, because its call\'s id identifies it. Schemas seldom show which side calls: check the sides.',
  "json-rpc":
    'The schemas are read as the contents of JSON-RPC: "params" of a call, "result" of its answer. "at" is the part that a schema describes. An answer has "tag": null, because its call\'s id identifies it.',
  name: 'No schema has a tag, so the caller passes "@name" beside the message, for example from a webhook\'s header or a topic. If the message itself holds its name, write a "tag" such as { "/event": "…" }.',
  unknown:
    'These are calls and their answers without a tag, so each has "tag": null. The schemas do not show the envelope that carries them. Move protocol.json away and draft again with --envelope list for [2, id, "Name", {…}], --envelope json-rpc for { "method": "Name", "params": {…} }, or --envelope name if a header or a topic names them.',
};

function list(candidates: readonly Candidate[]): string {
  const shown = candidates
    .slice(0, shownNames)
    .map((candidate) => `"${shownName(candidate)}"`)
    .join(", ");
  return candidates.length > shownNames ? `${shown} and ${candidates.length - shownNames} more` : shown;
}

/** Returns the name of a candidate, or the place if it is an inline schema without a title. */
function shownName({ name, document, pointer }: Candidate): string {
  return name === "" ? `${lastName(document.file)}#${pointer}` : name;
}
