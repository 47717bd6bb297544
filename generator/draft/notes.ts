import { groupBy } from "../model/group-by.js";
import type { DraftEvent, DraftEvents } from "./draft-events.js";

const shownNames = 6;

/** What the draft rests on and what it could not tell, a line each, for people. */
export function draftNotes({ events, discriminators, types }: DraftEvents): string[] {
  const count = (side: "server" | "client"): number => events.filter(({ sender }) => sender.sides.includes(side)).length;
  const tags = discriminators.length === 0 ? "no tag was found" : `told apart by ${discriminators.join(", ")}`;
  return [
    `${count("server")} server and ${count("client")} client events, ${tags}.`,
    ...senderNotes(events),
    ...tagNotes(events, discriminators),
    ...(types.length === 0 ? [] : [`No messages, so listed under "types": ${list(types.map(({ name }) => name))}.`]),
  ];
}

function senderNotes(events: readonly DraftEvent[]): string[] {
  const because = (reason: string): string[] =>
    events.filter(({ sender }) => sender.because === reason).map(({ candidate }) => candidate.name);
  const guess = (reason: string, side: string): string[] => {
    const names = because(reason);
    return names.length === 0 ? [] : [`Guessed by their names to be what the ${side}: ${list(names)}.`];
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
  const untagged = events.filter(({ tag }) => tag.how === "none").map(({ candidate }) => candidate.name);
  const shared = groupBy(
    events.filter(({ sharedKey }) => sharedKey !== undefined),
    ({ sharedKey }) => sharedKey ?? "",
  );
  const notes = [...shared].map(
    ([key, group]) =>
      `The same tag (${key}), so "tag": null, typed and validated by name but not dispatched: ${list(group.map(({ candidate }) => candidate.name))}.`,
  );
  if (untagged.length > 0)
    notes.push(
      `Without a tag in the schema, so "tag": null: ${list(untagged)}. Where something else tells them, write it: { "/2": "Name" } with "at": "/3" for the part of a list, { "@name": "…" } for a header.`,
    );
  if (discriminators.includes("@name"))
    notes.push("\"@name\" is the first part of the definition's name: the caller gives it beside the message, as a webhook's header.");
  return notes;
}

function list(names: readonly string[]): string {
  const shown = names
    .slice(0, shownNames)
    .map((name) => `"${name}"`)
    .join(", ");
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
}
