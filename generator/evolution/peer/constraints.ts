import { joinPointer, pointerTokens } from "../../base/pointer.js";
import { fact } from "../../base/fact.js";
import { canonicalJson } from "../../base/canonical-json.js";
import { canonical, sha256 } from "../../schema/canonical.js";
import type { Json } from "../../base/json.js";
import type { Location, Schema } from "../../schema/schema.js";
import { branchOfPattern, branchOfTag, keyOfBranches } from "../change/branch.js";
import type { Branch } from "../change/branch.js";
import { facetOf, spokenKeywords } from "../change/facet.js";
import type { Constraint } from "./constraint.js";
import { mostRequirements } from "./requirement-budget.js";
import { wayIntoUnion } from "./union-ways.js";

/** A value inside a message. `wrap` turns a schema for the value into a schema for the whole message. */
type Place = { readonly path: string; readonly branches: readonly Branch[]; readonly wrap: (inner: Schema) => Schema };

type Asked = Pick<Constraint, "concern" | "keyword" | "value" | "repeated"> & { readonly location?: Location };

/**
 * Splits the schema of a consumer into constraints. The consumer accepts a sent message if and only if the message
 * satisfies all of them.
 * @param accepted the schema of the consumer.
 * @param sent a schema that every sent message satisfies. Requirements that both schemas have are left out.
 * @param most the most constraints into which the schema is split. The requirements that remain become one further constraint.
 */
export function constraintsOn(accepted: Schema, sent: Schema, most = mostRequirements): Constraint[] {
  const splitter = new Splitter(most);
  splitter.split({ path: "", branches: [], wrap: (inner) => inner }, [accepted], [sent]);
  return splitter.constraints(accepted);
}

class Splitter {
  readonly #found: Constraint[] = [];
  readonly #left: Pick<Constraint, "path" | "schema">[] = [];
  readonly #open = new Set<Schema>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns the constraints that were found. The last one joins the requirements beyond the limit. */
  constraints(whole: Schema): Constraint[] {
    return this.#left.length === 0 ? this.#found : [...this.#found, joinedConstraint(this.#left, whole)];
  }

  /** @param sent the schemas that every sent value at the place satisfies. */
  split(place: Place, accepted: readonly Schema[], sent: readonly Schema[]): void {
    const known = facetOf(sent).leaves;
    const texts = new Set(known.map((schema) => canonical(schema)));
    for (const leaf of facetOf(accepted).leaves) {
      if (texts.has(canonical(leaf))) continue;
      if (this.#open.has(leaf) || this.#isFull || !isSplit(leaf)) {
        this.#ask(place, leaf, leaf, known, { concern: "all", ...(this.#open.has(leaf) && { repeated: leaf }) });
        continue;
      }
      this.#open.add(leaf);
      for (const keyword of spokenKeywords(leaf)) this.#keyword(keyword, place, leaf, known);
      this.#open.delete(leaf);
    }
  }

  #keyword(keyword: keyof Schema, place: Place, leaf: Schema, known: readonly Schema[]): void {
    switch (keyword) {
      case "properties":
      case "patternProperties":
        return this.#fields(keyword, place, leaf, known);
      case "additionalProperties":
        return this.#others(place, leaf, known);
      case "prefixItems":
      case "items":
        return this.#items(keyword, place, leaf, known);
      case "required":
        return this.#required(place, leaf, known);
      case "enum":
      case "constant":
        return this.#values(keyword, place, leaf, known);
      case "anyOf":
      case "oneOf":
        return this.#union(keyword, place, leaf, known);
      case "if":
        return this.#plain(["if", "then", "else"], place, leaf, known);
      case "contains":
        return this.#plain(["contains", "minContains", "maxContains"], place, leaf, known);
      case "then":
      case "else":
      case "minContains":
      case "maxContains":
        return undefined;
      default:
        return this.#plain([keyword], place, leaf, known);
    }
  }

  #fields(keyword: "properties" | "patternProperties", place: Place, leaf: Schema, known: readonly Schema[]): void {
    const entries = [...(leaf[keyword] ?? [])];
    for (const [position, [name, child]] of entries.entries()) {
      if (this.#isFull) return this.#rest({ [keyword]: new Map(entries.slice(position)) }, place, leaf, known);
      const path = joinPointer(place.path, keyword === "properties" ? name : "*");
      const wrap = (inner: Schema): Schema => place.wrap({ ...bare(leaf), [keyword]: new Map([[name, inner]]) });
      const alike = known.flatMap(
        (schema) => (keyword === "properties" ? fieldOf(schema, name) : schema.patternProperties?.get(name)) ?? [],
      );
      const branches = keyword === "properties" ? place.branches : [...place.branches, branchOfPattern(name, path)];
      this.split({ path, branches, wrap }, [child], alike);
    }
  }

  /** Adds the constraint for undeclared fields of an object; most often, that the object has none. */
  #others(place: Place, leaf: Schema, known: readonly Schema[]): void {
    const { additionalProperties: others, patternProperties } = leaf;
    if (others === undefined) return;
    const any = anything(leaf);
    const declared = new Set(leaf.properties?.keys());
    const beside = (names: Iterable<string>, rest: Schema): Schema => ({
      ...bare(leaf),
      properties: new Map([...names].map((name) => [name, any])),
      ...(patternProperties !== undefined && { patternProperties: new Map([...patternProperties.keys()].map((key) => [key, any])) }),
      additionalProperties: rest,
    });
    if (others.always !== false) {
      const alike = known.filter((schema) => isWithin(schema, declared)).flatMap((schema) => schema.additionalProperties ?? []);
      const wrap = (inner: Schema): Schema => place.wrap(beside(declared, inner));
      this.split({ ...place, path: joinPointer(place.path, "*"), wrap }, [others], alike);
      return;
    }
    const patterns = [...(patternProperties?.keys() ?? [])].map((pattern) => new RegExp(pattern, "u"));
    const more = known.flatMap((schema) => [...(schema.properties?.keys() ?? [])]);
    const undeclared = new Set(more.filter((name) => !declared.has(name) && !patterns.some((pattern) => pattern.test(name))));
    const named = new Set(declared);
    for (const name of undeclared) {
      if (this.#isFull) break;
      named.add(name);
      const absent: Schema = { ...bare(leaf), properties: new Map([[name, others]]) };
      this.#ask({ ...place, path: joinPointer(place.path, name) }, absent, leaf, known, { concern: "presence" });
    }
    this.#ask(place, beside(named, others), leaf, known, { concern: "closing", keyword: "additionalProperties" });
  }

  #items(keyword: "prefixItems" | "items", place: Place, leaf: Schema, known: readonly Schema[]): void {
    const any = anything(leaf);
    const before = (count: number): Schema[] => Array.from({ length: count }, () => any);
    const length = leaf.prefixItems?.length ?? 0;
    if (keyword === "prefixItems") {
      for (const [index, child] of (leaf.prefixItems ?? []).entries()) {
        if (this.#isFull)
          return this.#rest({ prefixItems: [...before(index), ...(leaf.prefixItems ?? []).slice(index)] }, place, leaf, known);
        const wrap = (inner: Schema): Schema => place.wrap({ ...bare(leaf), prefixItems: [...before(index), inner] });
        const alike = known.flatMap(({ prefixItems = [], items }) => prefixItems[index] ?? items ?? []);
        this.split({ ...place, path: joinPointer(place.path, index), wrap }, [child], alike);
      }
      return;
    }
    const { items } = leaf;
    if (items === undefined) return;
    const rest = (inner: Schema): Schema => ({ ...bare(leaf), ...(length > 0 && { prefixItems: before(length) }), items: inner });
    if (items.always === false) this.#ask(place, rest(items), leaf, known, { concern: "closing", keyword });
    else {
      const alike = known.flatMap((schema) => ((schema.prefixItems?.length ?? 0) <= length ? (schema.items ?? []) : []));
      this.split({ ...place, path: joinPointer(place.path, "*"), wrap: (inner) => place.wrap(rest(inner)) }, [items], alike);
    }
  }

  #required(place: Place, leaf: Schema, known: readonly Schema[]): void {
    const sent = new Set(known.flatMap(({ required }) => required ?? []));
    const names = (leaf.required ?? []).filter((name) => !sent.has(name));
    for (const [position, name] of names.entries()) {
      if (this.#isFull) return this.#rest({ required: names.slice(position) }, place, leaf, known);
      const location = leaf.properties?.get(name)?.location;
      const asked: Asked = { concern: "presence", keyword: "required", ...(location !== undefined && { location }) };
      this.#ask({ ...place, path: joinPointer(place.path, name) }, { ...bare(leaf), required: [name] }, leaf, known, asked);
    }
  }

  /**
   * Adds one constraint for each listed value that the producer sends and the consumer refuses, and one that excludes
   * all other values.
   */
  #values(keyword: "enum" | "constant", place: Place, leaf: Schema, known: readonly Schema[]): void {
    const own = valuesOf({ [keyword]: leaf[keyword] });
    const texts = new Set(own.map(canonicalJson));
    const more = known.flatMap(valuesOf).filter((value) => !texts.has(canonicalJson(value)));
    const refused = [...new Map(more.map((value) => [canonicalJson(value), value])).values()];
    const named = [...own];
    for (const value of refused) {
      if (this.#isFull) break;
      named.push(value);
      const other: Schema = { ...bare(leaf), not: { ...bare(leaf), constant: { value } } };
      this.#ask(place, other, leaf, known, { concern: "value", keyword: "enum", value });
    }
    this.#ask(place, { ...bare(leaf), enum: named }, leaf, known, { concern: "value", keyword: "enum" });
  }

  #union(keyword: "anyOf" | "oneOf", place: Place, leaf: Schema, known: readonly Schema[]): void {
    const ways = wayIntoUnion(leaf, keyword, known);
    if (ways === undefined) {
      this.#plain([keyword], place, leaf, known);
      return;
    }
    for (const { schema, value, location } of ways.asked) {
      const asked: Asked = {
        concern: "branch",
        keyword,
        ...(value !== undefined && { value }),
        ...(location !== undefined && { location }),
      };
      this.#ask(place, schema, leaf, known, asked);
    }
    for (const { branch, tag, wrap, sent } of ways.branches) {
      const { path } = place;
      const branches = tag === undefined ? place.branches : [...place.branches, branchOfTag(tag.name, tag.values, path)];
      this.split({ path, branches, wrap: (inner) => place.wrap(wrap(inner)) }, [branch], [...known, ...sent]);
    }
  }

  /** Adds a keyword, with the keywords that it depends on, as one constraint. */
  #plain(keywords: readonly (keyof Schema)[], place: Place, leaf: Schema, known: readonly Schema[]): void {
    const [keyword] = keywords;
    const inner = pick(leaf, keywords);
    const text = canonical(inner);
    if (textsOf(known, keywords).has(text)) return;
    const concern = keyword !== undefined && scalar.has(keyword) ? "value" : "all";
    this.#ask(place, inner, leaf, known, { concern, ...(keyword !== undefined && { keyword }) });
  }

  /** Adds what remains of a keyword when the limit of constraints is reached. */
  #rest(keyword: Partial<Schema>, place: Place, leaf: Schema, known: readonly Schema[]): void {
    this.#ask(place, { ...bare(leaf), ...keyword }, leaf, known, { concern: "all" });
  }

  #ask({ path, branches, wrap }: Place, inner: Schema, leaf: Schema, known: readonly Schema[], asked: Asked): void {
    if (this.#isFull) {
      this.#left.push({ path, schema: wrap(inner) });
      return;
    }
    const key = sha256(JSON.stringify([keyOfBranches(branches), canonical(inner), contentOfAll(known)]));
    this.#found.push({ path, branches, schema: wrap(inner), location: leaf.location, key, ...asked });
  }

  get #isFull(): boolean {
    return this.#found.length >= this.#most;
  }
}

/** Returns one constraint that a message satisfies if it satisfies all of several. @param whole the schema from which they come. */
export function joinedConstraint(all: readonly Pick<Constraint, "path" | "schema">[], { location, dialect }: Schema): Constraint {
  const schema: Schema = { location, dialect, annotations: {}, allOf: all.map((one) => one.schema) };
  return { path: sharedPath(all.map(({ path }) => path)), schema, location, concern: "all", branches: [], key: sha256(canonical(schema)) };
}

/** Returns the path of the innermost value that contains the values at all of the paths. */
function sharedPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map(pointerTokens);
  const shared = others.reduce((tokens, other) => {
    const end = tokens.findIndex((token, index) => token !== other[index]);
    return end < 0 ? tokens : tokens.slice(0, end);
  }, first);
  return joinPointer("", ...shared);
}

/** Keeps what {@link textsOf} returns for a list of schemas, because each keyword of each schema is compared with the whole list. */
const textsByKeywords = fact((_schemas: readonly Schema[]) => new Map<string, ReadonlySet<string>>());

/** Returns the comparison keys of some keywords of schemas. */
function textsOf(schemas: readonly Schema[], keywords: readonly (keyof Schema)[]): ReadonlySet<string> {
  const known = textsByKeywords(schemas);
  const name = keywords.join();
  const texts = known.get(name) ?? new Set(schemas.map((schema) => canonical(pick(schema, keywords))));
  known.set(name, texts);
  return texts;
}

/** Returns a comparison key of a list of schemas. */
const contentOfAll = fact((schemas: readonly Schema[]) => sha256(JSON.stringify(schemas.map((schema) => canonical(schema)).toSorted())));

/** The keywords that restrict a value itself, and not the values inside. */
const scalar: ReadonlySet<keyof Schema> = new Set([
  "types",
  "multipleOf",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "pattern",
  "format",
]);

/**
 * Returns true if a schema can be split into constraints. A schema with `unevaluated…` keywords cannot, because these
 * depend on all other keywords of the schema.
 */
function isSplit({ unevaluatedProperties, unevaluatedItems, always }: Schema): boolean {
  return unevaluatedProperties === undefined && unevaluatedItems === undefined && always === undefined;
}

function bare({ location, dialect }: Schema): Schema {
  return { location, dialect, annotations: {} };
}

function anything(schema: Schema): Schema {
  return { ...bare(schema), always: true };
}

function pick(schema: Schema, keywords: readonly (keyof Schema)[]): Schema {
  const said = keywords.filter((keyword) => schema[keyword] !== undefined);
  return { ...bare(schema), ...Object.fromEntries(said.map((keyword) => [keyword, schema[keyword]])) };
}

/** Returns the schemas that a schema applies to a field, whether it declares the field or not. */
function fieldOf({ properties, patternProperties, additionalProperties }: Schema, name: string): Schema | undefined {
  return properties?.get(name) ?? (patternProperties === undefined ? additionalProperties : undefined);
}

/**
 * Returns true if a schema declares no fields except `names`, so that its rule for undeclared fields applies to all
 * other fields.
 */
function isWithin({ properties, patternProperties }: Schema, names: ReadonlySet<string>): boolean {
  return patternProperties === undefined && [...(properties?.keys() ?? [])].every((name) => names.has(name));
}

function valuesOf({ constant, enum: values }: Pick<Schema, "constant" | "enum">): readonly Json[] {
  return [...(constant === undefined ? [] : [constant.value]), ...(values ?? [])];
}
