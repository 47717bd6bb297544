import type { Document } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import { conjunctsOf } from "../schema/conjuncts.js";
import type { Schema } from "../schema/schema.js";
import type { Candidate } from "./candidate.js";
import type { DraftTag } from "./tag-draft.js";
import { answeredStems, kindOf, lastName, stemOf, wordsOf } from "./words.js";

/**
 * The envelope around a message whose schema describes only the contents. `list`: a list as in OCPP, `[2, id, "Name",
 * {…}]`. `json-rpc`: `{ "method": "Name", "params": {…} }`. `name`: a header, topic or path contains the message's
 * name.
 */
export type EnvelopeKind = "list" | "json-rpc" | "name";

/** The envelopes that the option `--envelope` accepts. */
export const envelopeKinds: readonly EnvelopeKind[] = ["list", "json-rpc", "name"];

/** The tags of messages in an envelope, and the place in the envelope that each schema describes. */
export type EnvelopeTags = { readonly discriminators: readonly string[]; readonly tagOf: ReadonlyMap<Candidate, DraftTag> };

/**
 * Guesses the envelope of candidates without tags. `x-method` in schemas means JSON-RPC, and the name OCPP means lists.
 * If the candidates are whole files and none is an answer, the name is assumed to be sent beside the message.
 */
export function envelopeOf(candidates: readonly Candidate[], from: string): EnvelopeKind | undefined {
  if (candidates.some(({ method }) => method !== undefined)) return "json-rpc";
  if (ocpp.test(from) || candidates.some(({ document }) => ocpp.test(document.file) || speaksOf(ocpp, document))) return "list";
  const isFiles = candidates.length > 1 && candidates.every(({ origin, name }) => origin === "file" && kindOf(name) !== "response");
  return isFiles ? "name" : undefined;
}

const ocpp = /(?<![a-z])ocpp(?![a-z])/i;

/**
 * Returns true if most candidates describe whole messages, with the envelope. Such a schema is a list whose first items
 * are described, or an object of JSON-RPC, or an object with the name of the message beside its contents.
 */
export function containEnvelope(candidates: readonly Candidate[]): boolean {
  return candidates.filter(({ schema }) => isWhole(schema)).length * 2 > candidates.length;
}

const namingWords: ReadonlySet<string> = new Set([
  "method",
  "action",
  "event",
  "type",
  "command",
  "cmd",
  "op",
  "kind",
  "topic",
  "messageType",
  "msgType",
  "id",
]);
const contentWords: ReadonlySet<string> = new Set(["params", "result", "payload", "data", "body", "arguments", "args"]);

function isWhole(schema: Schema): boolean {
  const parts = conjunctsOf([schema]);
  if (parts.some(({ prefixItems }) => prefixItems !== undefined)) return true;
  const names = parts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
  return names.includes("jsonrpc") || (names.some((name) => namingWords.has(name)) && names.some((name) => contentWords.has(name)));
}

/**
 * Returns true if the candidates are requests and their answers. Requests and answers without tags need an envelope.
 */
export function isCallAndAnswer(candidates: readonly Candidate[]): boolean {
  const answered = answeredStems(candidates.map(({ name }) => name));
  return candidates.some(
    ({ name }) => kindOf(name) !== "response" && (answered.has(stemOf(name)) || answered.has(wordsOf(name).join(" "))),
  );
}

/**
 * Returns the tag of each candidate, with pointers into the envelope. An answer has no tag, because the id of its call
 * identifies it.
 */
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

/**
 * Returns the name of a call without its kind: `Authorize` for `AuthorizeRequest`. If the schema's title has the same
 * words, uses the title's capital letters.
 */
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
