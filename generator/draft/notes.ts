import { groupBy } from "../base/group-by.js";
import type { Candidate, Gap } from "./candidate.js";
import { isNamedByChannel } from "./channel-tags.js";
import type { ManifestDraft } from "./draft-manifest.js";
import type { DraftEvent } from "./draft-event.js";
import type { DraftEvents } from "./draft-events.js";
import { lastName } from "./words.js";

const shownNames = 6;

/**
 * Returns notes for the user about a drafted manifest, one line each: what the draft is based on, and what the user has
 * to decide.
 */
export function draftNotes({ found, gaps, leftOut }: Pick<ManifestDraft, "found" | "gaps" | "leftOut">): string[] {
  const { events, discriminators, types, envelope } = found;
  const count = (side: "server" | "client"): number => events.filter(({ sender }) => sender.sides.includes(side)).length;
  const tags = discriminators.length === 0 ? "no tag was found" : `with tags at ${discriminators.join(", ")}`;
  return [
    `${count("server")} server and ${count("client")} client events, ${tags}.`,
    ...senderNotes(events),
    ...(envelope === undefined ? tagNotes(events, discriminators) : [envelopeNotes[envelope]]),
    ...(types.length === 0 ? [] : [`These schemas are no messages, so they are listed under "types": ${listNames(types.map(shownName))}.`]),
    ...gapNotes(gaps),
    ...(leftOut.length === 0
      ? []
      : [
          `These definitions have names of messages, but the draft does not contain them: ${listNames(leftOut)}. If they are messages, add them to "server" or "client".`,
        ]),
  ];
}

const gapReasons: Readonly<Record<Gap["why"], string>> = {
  "no payload": "These messages have no JSON schema of their contents, so they are not in the draft",
  "other file": "These messages are in other files, so they are not in the draft. Bundle the files into one first",
  "other format": "The payloads of these messages are not described by JSON Schema, so they are not in the draft",
};

function gapNotes(gaps: readonly Gap[]): string[] {
  const byReason = groupBy(gaps, ({ why }) => why);
  return [...byReason].map(([why, alike]) => `${gapReasons[why]}: ${listNames(alike.flatMap(({ names }) => names))}.`);
}

function senderNotes(events: readonly DraftEvent[]): string[] {
  const because = (reason: string): DraftEvent[] => events.filter(({ sender }) => sender.because === reason);
  const guess = (reason: string, side: string): string[] => {
    const guessed = because(reason);
    return guessed.length === 0 ? [] : [`The names of the events suggest that the ${side}: ${list(guessed)}.`];
  };
  const unknown = because("unknown");
  return [
    ...guess("event", "server sends these"),
    ...guess("request", "client sends these"),
    ...guess("response", "receiver of the request answers with these"),
    ...(unknown.length === 0
      ? []
      : [
          `The schemas do not show who sends these events, so they are listed under "server": ${list(unknown)}. Move the events that the client sends to "client".`,
        ]),
  ];
}

function tagNotes(events: readonly DraftEvent[], discriminators: readonly string[]): string[] {
  const untagged = events.filter(({ tag }) => tag.how === "none");
  const shared = groupBy(
    events.filter(({ sharedKey }) => sharedKey !== undefined),
    ({ sharedKey }) => sharedKey ?? "",
  );
  const notes = [...shared].map(
    ([key, group]) =>
      `These events have the same tag (${key}), so they get "tag": null: ${list(group)}. They have types and validators, but are not dispatched.`,
  );
  if (untagged.length > 0)
    notes.push(
      `These events have no tag in the schema, so they get "tag": null: ${list(untagged)}. If an envelope contains their names, write the tags: { "/2": "Name" } with "at": "/3" for the part of a list, { "@name": "…" } for a header.`,
    );
  const named = events.filter(isNamedByChannel);
  if (named.length > 0)
    notes.push(
      `Only the webhook, the topic or the stream shows which event these messages are: ${list(named)}. The caller passes its name beside the message, as "@name".`,
    );
  else if (discriminators.includes("@name"))
    notes.push(
      "\"@name\" is the first part of the definition's name. The caller passes it beside the message, for example from a webhook's header.",
    );
  return notes;
}

const envelopeNotes: Readonly<Record<NonNullable<DraftEvents["envelope"]>, string>> = {
  list: 'The schemas are read as the contents of calls: [2, id, "Name", {…}], answered by [3, id, {…}]. "at" is the part that a schema describes. An answer has "tag": null, because its call\'s id identifies it. Schemas seldom show who calls: check that each event is listed under its sender.',
  "json-rpc":
    'The schemas are read as the contents of JSON-RPC: "params" of a call, "result" of its answer. "at" is the part that a schema describes. An answer has "tag": null, because its call\'s id identifies it.',
  name: 'No schema has a tag, so the caller passes "@name" beside the message, for example from a webhook\'s header or a topic. If the message itself contains its name, write a "tag" such as { "/event": "…" }.',
  contained:
    "The schemas describe whole messages, with their envelope. So --envelope was not applied: the draft would wrap each message twice.",
  unknown:
    'The events are calls and answers without a tag, so each has "tag": null. The schemas do not show the envelope that carries them. Remove protocol.json and run the command again with --envelope list for [2, id, "Name", {…}], --envelope json-rpc for { "method": "Name", "params": {…} }, or --envelope name if a header or a topic names them.',
};

function list(events: readonly DraftEvent[]): string {
  return listNames(
    events.map((event) => (event.tag.how === "schema" && event.candidate.name === "" ? event.tag.words : shownName(event.candidate))),
  );
}

function listNames(names: readonly string[]): string {
  const shown = names
    .slice(0, shownNames)
    .map((name) => `"${name}"`)
    .join(", ");
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
}

/** Returns the text by which a note names a candidate: its name, or the place of an inline schema without a name. */
function shownName({ name, document, pointer }: Candidate): string {
  return name === "" ? `${lastName(document.file)}#${pointer}` : name;
}
