import type { Direction } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";
import type { Candidate } from "./candidate.js";
import { answeredStems, isMessageName, kindOf, lastName, opposite, sideInText, sideOf, sideOfMessage, stemOf, wordsOf } from "./words.js";
import type { MessageKind } from "./words.js";

/**
 * The senders of a candidate (server, client or both), and the reason to choose them. `stated` means that a
 * document, a name or a description says who sends the candidate.
 */
export type Sender = { readonly sides: readonly Direction[]; readonly because: "stated" | MessageKind | "unknown" };

/**
 * Decides for each candidate whether the server or the client sends it. Unions, folders, names and descriptions may
 * state the sender. Otherwise the last word of the name decides: a client usually sends requests, a server events.
 */
export function senders(
  candidates: readonly Candidate[],
  folderOf: (candidate: Candidate) => readonly string[],
  kindByTag: (candidate: Candidate) => MessageKind | undefined,
): Map<Candidate, Sender> {
  const found = new Map<Candidate, Sender>();
  const answered = answeredStems(candidates.map(({ name }) => name));
  const kinds = new Map(
    candidates.map((candidate): [Candidate, MessageKind | undefined] => {
      const kind = kindOf(candidate.name);
      // A name that has an answer is a call, whatever its last word is: `BootNotification` if a
      // `BootNotificationResponse` exists.
      const isCall = kind !== "response" && answered.has(wordsOf(candidate.name).join(" "));
      return [candidate, isCall ? "request" : (kind ?? kindByTag(candidate) ?? kindOfUnion(candidate))];
    }),
  );
  for (const candidate of candidates) {
    const stated = statedSides(candidate, folderOf(candidate));
    const kind = kinds.get(candidate);
    if (stated.length > 0) found.set(candidate, { sides: stated, because: "stated" });
    else if (kind === "request" || kind === "event")
      found.set(candidate, { sides: [kind === "request" ? "client" : "server"], because: kind });
  }
  const asked = new Map(
    candidates.flatMap((candidate) =>
      kinds.get(candidate) === "request" ? callStems(candidate.name).map((stem) => [stem, found.get(candidate)?.sides ?? []] as const) : [],
    ),
  );
  for (const candidate of candidates) {
    if (found.has(candidate)) continue;
    if (kinds.get(candidate) === "response")
      found.set(candidate, { sides: asked.get(stemOf(candidate.name))?.map(opposite) ?? ["server"], because: "response" });
    else found.set(candidate, { sides: ["server"], because: "unknown" });
  }
  return found;
}

/**
 * Returns the names without their kind by which an answer is matched with its call: `BootResponse` answers `Boot` and
 * `BootRequest`.
 */
function callStems(name: string): string[] {
  return [wordsOf(name).join(" "), stemOf(name)];
}

function kindOfUnion({ ways }: Candidate): MessageKind | undefined {
  return ways.flatMap((way) => way.map(({ name }) => kindOf(name))).findLast((kind) => kind !== undefined);
}

/** Returns true if the name of a union around a candidate says that the members are events or requests. */
function isInNamedUnion(candidate: Candidate): boolean {
  const kind = kindOfUnion(candidate);
  return kind === "event" || kind === "request";
}

function statedSides(candidate: Candidate, folders: readonly string[]): readonly Direction[] {
  if (candidate.sides !== undefined) return candidate.sides;
  const byUnion = candidate.ways.flatMap((way) => way.map(({ name }) => sideOf(name)).findLast((side) => side !== undefined) ?? []);
  if (byUnion.length > 0) return [...new Set(byUnion)].toSorted().toReversed();
  const byFolder = folders.map((folder) => sideOf(folder)).findLast((side) => side !== undefined);
  // A description names a side for many reasons. The name of a union is chosen for all its members.
  const byText = isInNamedUnion(candidate) ? undefined : sideInTexts(candidate.schema);
  const side = byFolder ?? sideOfMessage(candidate.name) ?? byText ?? sideOfBase(candidate.schema);
  return side === undefined ? [] : [side];
}

/**
 * Returns the sender that the name of an extended schema contains. For example, a schema that extends `ClientMessage`
 * is sent by the client.
 */
function sideOfBase(schema: Schema): Direction | undefined {
  const bases = [schema.ref, ...(schema.allOf ?? []).map(({ ref }) => ref)].filter((base) => base !== undefined);
  const names = bases.map(({ location: { file, pointer } }) => (pointer === "" ? lastName(file).replace(/\..*$/, "") : lastName(pointer)));
  return names.map((name) => (isMessageName(name) ? sideOf(name) : undefined)).find((side) => side !== undefined);
}

/**
 * Returns the sender that a schema's description states, or a description in its `allOf`. Descriptions of `$ref`
 * targets do not count.
 */
function sideInTexts(schema: Schema): Direction | undefined {
  const texts = [schema, ...(schema.allOf ?? [])].map(({ annotations }) => annotations.description ?? "");
  return texts.map((text) => sideInText(text)).find((side) => side !== undefined);
}
