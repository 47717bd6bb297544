import type { Document } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import { reachable } from "../schema/children.js";
import type { Json } from "../base/json.js";
import type { Direction } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";
import type { Candidate, Gap, NamedUnion } from "./candidate.js";
import { carriedUnions } from "./carried.js";
import { channelCandidates, isAsyncApi, isOpenApi } from "./channels.js";
import { streamsOf } from "./openapi.js";
import { notedCandidates } from "./noted-methods.js";
import { constantsOf } from "./constants.js";
import { bestPointer } from "./discriminators.js";
import { usesOf } from "./references.js";
import type { Uses } from "./references.js";
import { hasShape } from "./schema-set.js";
import type { Definition, SchemaSet } from "./schema-set.js";
import { isObjectLike, leaves, members, target } from "./unions.js";
import { isMessageName, kindOf, sideOf, sideOfMessage } from "./words.js";

/** The schemas that may describe messages, and the messages without a schema. */
export type Collected = { readonly candidates: readonly Candidate[]; readonly gaps: readonly Gap[] };

/**
 * Returns every schema that may describe a message: members of unions, whole files, and definitions that no other
 * schema uses.
 */
export function collectCandidates(schemas: SchemaSet, shownName: (document: Document) => string): Collected {
  const definitions = schemas.definitions();
  const roots = schemas.documents.flatMap((document) => rootOf(schemas, document, shownName));
  const uses = usesOf(schemas, definitions);
  const found = new CandidateSet(schemas, [...definitions, ...roots]);
  const inDocuments = schemas.documents.map((document) => channelCandidates(schemas, document));
  const gaps = inDocuments.flatMap((one) => one.gaps);
  const inChannels = inDocuments.flatMap(({ candidates }) => candidates);
  for (const document of schemas.documents.filter(isOpenApi)) addStreams(schemas, document, definitions, found);
  if (inChannels.length > 0 || found.all().length > 0) {
    const beside = definitions.filter(({ document }) => isOpenApi(document));
    for (const union of messageUnions(beside, uses, found, true)) found.addUnion(union, { channels: [{ name: union.name, sides: [] }] });
    const all = [...inChannels, ...found.all()];
    return { candidates: [...all, ...besideChannels(roots, uses, all)], gaps };
  }
  found.addAll(notedCandidates(schemas, definitions));
  if (found.all().length === 0) addByShape({ definitions, roots, uses, found });
  return { candidates: found.all(), gaps };
}

type Shapes = {
  readonly definitions: readonly Definition[];
  readonly roots: readonly Definition[];
  readonly uses: Uses;
  readonly found: CandidateSet;
};

function addByShape({ definitions, roots, uses, found }: Shapes): void {
  for (const root of roots) addRoot(root, roots.length === 1, uses, found);
  for (const union of messageUnions(definitions, uses, found, found.all().length > 0)) found.addUnion(union);
  const messages = new Set(found.all().map(({ schema }) => schema));
  for (const { union, at } of carriedUnions([...definitions, ...roots], messages)) found.addUnion(union, { at });
  const served = new Set(found.all().map(({ document }) => document));
  for (const definition of definitions) {
    if (!served.has(definition.document) && standsAlone(definition, uses)) found.add(definition, "definition", []);
  }
  if (found.all().length === 0) for (const root of roots) found.add(root, "file", []);
}

/** Adds the messages of the streams with which the operations of an OpenAPI document answer. */
function addStreams(schemas: SchemaSet, document: Document, definitions: readonly Definition[], found: CandidateSet): void {
  for (const pointer of streamsOf(document)) {
    const site = schemas.at(document, pointer);
    const schema = site === undefined ? undefined : target(site);
    if (schema === undefined || !isObjectLike(schema)) continue;
    const own = definitions.find((definition) => definition.schema === schema);
    const name = own?.name ?? schema.annotations.title ?? "";
    const stream = own ?? { name, schema, document, pointer };
    const sides: readonly Direction[] = ["server"];
    const more = { sides, ...(name !== "" && { channels: [{ name, sides }] }) };
    if (members(schema) !== undefined) found.addUnion(stream, more);
    else found.add(stream, "channel", [], more);
  }
}

/**
 * Returns the files that no message of a channel refers to, if a folder contains AsyncAPI documents and other files.
 */
function besideChannels(roots: readonly Definition[], uses: Uses, inChannels: readonly Candidate[]): Candidate[] {
  const reached = reachable(inChannels.map(({ schema }) => schema));
  return roots
    .filter(({ schema }) => !reached.has(schema) && !uses.asPart.has(schema) && !uses.asBase.has(schema) && isObjectLike(schema))
    .map((root) => ({ ...root, ways: [], origin: "file" }));
}

function rootOf(schemas: SchemaSet, document: Document, shownName: (document: Document) => string): Definition[] {
  if (Array.isArray(document.value)) return listed(schemas, document, document.value as readonly Json[]);
  const schema = isAsyncApi(document) || isOpenApi(document) || !hasShape(document.value) ? undefined : schemas.at(document, "");
  return schema === undefined ? [] : [{ name: shownName(document), schema, document, pointer: "" }];
}

/** Returns the schemas of a file that is a JSON list of schemas. Their names are their `$id`s or titles. */
function listed(schemas: SchemaSet, document: Document, values: readonly Json[]): Definition[] {
  return values.flatMap((value, index): Definition[] => {
    const pointer = `/${index}`;
    const schema = hasShape(value) ? schemas.at(document, pointer) : undefined;
    if (schema === undefined || !isObject(value)) return [];
    const id = [value["$id"], value["id"], value["title"]].find((one) => typeof one === "string");
    const name = (id ?? "").split(/[/:#]/).findLast((part) => part !== "") ?? "";
    return [{ name, schema, document, pointer }];
  });
}

/**
 * Adds the schema of a whole file as a candidate if it is one of several files. A single file is an envelope or a
 * bundle of definitions, unless its root is a union.
 */
function addRoot(root: Definition, isOnly: boolean, { asPart, asBase }: Uses, found: CandidateSet): void {
  const isUnion = members(target(root.schema)) !== undefined;
  if (isUnion && (isOnly || !asPart.has(root.schema))) found.addUnion(root);
  else if (!isOnly && !asPart.has(root.schema) && !asBase.has(root.schema) && isObjectLike(root.schema)) found.add(root, "file", []);
}

/**
 * Returns the definitions that are unions of messages, because their name contains a sender such as `Client`. Also
 * returns unions whose members a tag distinguishes, if no candidate was found before or their name ends in a word such
 * as `Event`.
 */
function messageUnions(definitions: readonly Definition[], { asPart }: Uses, found: CandidateSet, isBeside: boolean): Definition[] {
  const unions = definitions.filter(({ schema }) => members(schema) !== undefined && !asPart.has(schema) && !found.hasUnion(schema));
  const directional = unions.filter(
    ({ name, schema }) => sideOf(name) !== undefined && (isMessageName(name) || isSeparable(membersOf(schema))),
  );
  const separable = unions.filter((union) => !directional.includes(union) && isSeparable(membersOf(union.schema)));
  if (isBeside) return [...directional, ...separable.filter(({ name, schema }) => kindOf(name) === "event" && !found.hasAll(schema))];
  const named = separable.filter(({ name }) => isMessageName(name));
  if (directional.length > 0 || named.length > 0) return [...directional, ...named];
  return separable.toSorted((a, b) => leaves(b.schema).length - leaves(a.schema).length).slice(0, 1);
}

function membersOf(union: Schema): Schema[] {
  return leaves(union).map(({ schema }) => schema);
}

function isSeparable(schemas: readonly Schema[]): boolean {
  return schemas.length > 1 && bestPointer(schemas.map(constantsOf), 0.6) !== undefined;
}

/**
 * Returns true if no other definition extends a definition or has it as a part. A definition with a name such as
 * `…Event` may be a part of others.
 */
function standsAlone({ name, schema }: Definition, { asPart, asBase }: Uses): boolean {
  if (asBase.has(schema) || !isObjectLike(schema)) return false;
  return !asPart.has(schema) || kindOf(name) !== undefined || sideOfMessage(name) !== undefined;
}

class CandidateSet {
  readonly #schemas: SchemaSet;
  readonly #named: ReadonlyMap<Schema, Definition>;
  readonly #found = new Map<Schema, Candidate>();
  readonly #unions = new Set<Schema>();

  constructor(schemas: SchemaSet, named: readonly Definition[]) {
    this.#schemas = schemas;
    this.#named = new Map(named.map((one) => [one.schema, one]));
  }

  all(): Candidate[] {
    return [...this.#found.values()];
  }

  hasUnion(schema: Schema): boolean {
    return this.#unions.has(schema);
  }

  addAll(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) this.#found.set(candidate.schema, candidate);
  }

  /** Returns true if all members of a union were found. */
  hasAll(union: Schema): boolean {
    return leaves(union).every(({ schema }) => this.#found.has(schema));
  }

  addUnion(union: Definition, more: Pick<Candidate, "at" | "sides" | "channels"> = {}): void {
    for (const { schema, through } of leaves(target(union.schema))) {
      const own = this.#named.get(schema) ?? this.#inline(schema);
      if (own === undefined) continue;
      for (const one of through) this.#unions.add(one);
      const inner = through.flatMap((one) => this.#named.get(one) ?? this.#titled(one));
      this.add(own, "union", inner[0]?.schema === union.schema ? inner : [union, ...inner], more);
    }
  }

  add(
    own: Definition,
    origin: Candidate["origin"],
    way: readonly NamedUnion[],
    more: Pick<Candidate, "at" | "sides" | "channels"> = {},
  ): void {
    const known = this.#found.get(own.schema);
    const ways = [...(known?.ways ?? []), ...(way.length === 0 ? [] : [way])];
    this.#found.set(own.schema, { ...own, origin: known?.origin ?? origin, ways, ...(known === undefined ? more : shared(known)) });
  }

  #titled(union: Schema): Definition[] {
    const own = union.annotations.title === undefined ? undefined : this.#inline(union);
    return own === undefined ? [] : [own];
  }

  #inline(schema: Schema): Definition | undefined {
    const document = this.#schemas.documentOf(schema);
    const name = schema.annotations.title ?? "";
    return document === undefined ? undefined : { name, schema, document, pointer: schema.location.pointer };
  }
}

/** Returns the facts that a candidate keeps if it is found again. */
function shared({ at, sides, channels }: Candidate): Pick<Candidate, "at" | "sides" | "channels"> {
  return { ...(at !== undefined && { at }), ...(sides !== undefined && { sides }), ...(channels !== undefined && { channels }) };
}
