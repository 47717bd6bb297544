import type { Document } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import type { Candidate } from "./candidate.js";
import type { DraftTag } from "./tag-draft.js";
import { answeredStems, kindOf, lastName, stemOf, wordsOf } from "./words.js";

/**
 * What carries a message whose schema describes only its contents: a list of OCPP, `[2, id, "Name", {…}]`;
 * JSON-RPC, `{ "method": "Name", "params": {…} }`; or a header, topic or path that names it.
 */
export type EnvelopeKind = "list" | "json-rpc" | "name";

/** The kinds as the command line takes them. */
export const envelopeKinds: readonly EnvelopeKind[] = ["list", "json-rpc", "name"];

/** Tags that an envelope carries, and where in it the schemas apply. */
export type EnvelopeTags = { readonly discriminators: readonly string[]; readonly tagOf: ReadonlyMap<Candidate, DraftTag> };

/**
 * The envelope of candidates that hold no tag themselves, as far as it can be told: by the methods that
 * their authors note, by OCPP's name, or, where none is the answer to another, as whole messages.
 */
export function envelopeOf(candidates: readonly Candidate[], from: string): EnvelopeKind | undefined {
  if (candidates.some(({ method }) => method !== undefined)) return "json-rpc";
  if (ocpp.test(from) || candidates.some(({ document }) => ocpp.test(document.file) || speaksOf(ocpp, document))) return "list";
  const isFiles = candidates.length > 1 && candidates.every(({ origin, name }) => origin === "file" && kindOf(name) !== "response");
  return isFiles ? "name" : undefined;
}

const ocpp = /(?<![a-z])ocpp(?![a-z])/i;

/** True where candidates without tags are requests and their answers, so that something has to carry both. */
export function isCallAndAnswer(candidates: readonly Candidate[]): boolean {
  const answered = answeredStems(candidates.map(({ name }) => name));
  return candidates.some(
    ({ name }) => kindOf(name) !== "response" && (answered.has(stemOf(name)) || answered.has(wordsOf(name).join(" "))),
  );
}

/** The tags of each candidate inside the envelope. An answer is told by the id of its call, so it has none. */
export function envelopeTags(candidates: readonly Candidate[], kind: EnvelopeKind): EnvelopeTags {
  const discriminators = kind === "list" ? ["/0", "/2"] : [kind === "json-rpc" ? "/method" : "@name"];
  return { discriminators, tagOf: new Map(candidates.map((candidate) => [candidate, tagIn(kind, candidate)])) };
}

function tagIn(kind: EnvelopeKind, candidate: Candidate): DraftTag {
  if (kind === "name") return { how: "given", key: candidate.name, tag: { "@name": candidate.name } };
  const name = candidate.method ?? actionOf(candidate);
  const isAnswer = kindOf(candidate.name) === "response";
  if (kind === "list") return isAnswer ? { how: "none", at: "/2" } : { how: "given", key: name, tag: { "/0": 2, "/2": name }, at: "/3" };
  return isAnswer ? { how: "none", at: "/result" } : { how: "given", key: name, tag: { "/method": name }, at: "/params" };
}

/** `AuthorizeRequest` → `Authorize`; a title that spells the same words knows best which letters are capital. */
function actionOf({ name, schema }: Candidate): string {
  const own = lastName(name);
  const [action, spelt] = [own, schema.annotations.title ?? ""].map((text) => text.replace(/[-_.]?(request|req|params)$/i, ""));
  const isSame = !/\s/.test(spelt ?? "") && wordsOf(spelt ?? "").join(" ") === wordsOf(action ?? "").join(" ");
  return (isSame ? spelt : action) || own;
}

function speaksOf(word: RegExp, { value }: Document): boolean {
  const schemas: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]).slice(0, 1) : [value];
  return schemas.some(
    (schema) => isObject(schema) && ["$id", "id", "title", "description", "comment", "$comment"].some((key) => isTextOf(word, schema[key])),
  );
}

function isTextOf(word: RegExp, value: Json | undefined): boolean {
  return typeof value === "string" && word.test(value);
}
