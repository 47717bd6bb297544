import type { Reading } from "./keyword-parts.js";
import { unionTag } from "../../schema/disjoint.js";
import { canonicalJson } from "../../base/canonical-json.js";
import { canonical } from "../../schema/canonical.js";
import type { JsonType, Schema } from "../../schema/schema.js";
import { constantNode, enumNode } from "../ir/value-nodes.js";
import type { KindMask, Node, Recursion } from "../ir/node.js";
import { kinds, maskOf } from "../ir/node.js";
import type { NodeTable } from "../ir/node-table.js";
import type { Specialiser } from "../ir/specialiser.js";
import { arrayParts, numberParts, objectParts, stringParts } from "./keyword-parts.js";
import { Cycles } from "./cycles.js";
import { groups, groupsOf } from "./keyword-groups.js";
import { TooManyAlternatives, unevaluatedParts } from "./unevaluated-parts.js";

/**
 * Translates schemas into the formulas of the prover. A schema that contains itself becomes a {@link Recursion}, whose
 * formula is made when the prover needs it.
 */
export class Translator {
  readonly #reading: Reading;
  readonly #table: NodeTable;
  readonly #cycles = new Cycles();
  readonly #known = new Map<Schema, Node | "open">();
  readonly #bodies = new Map<string, Node>();
  #specialiser: Specialiser | undefined;

  constructor(table: NodeTable, assertFormats: boolean) {
    this.#table = table;
    this.#reading = { table, assertFormats, of: (schema) => this.of(schema) };
  }

  /**
   * Sets the specialiser. The translator uses it to prove that two branches of a `oneOf` accept values of different
   * kinds.
   */
  useSpecialiser(specialiser: Specialiser): void {
    this.#specialiser = specialiser;
  }

  /** Returns the formula of a schema. */
  of(schema: Schema): Node {
    const known = this.#known.get(schema);
    if (known !== undefined) return known === "open" ? this.#recursion(schema) : known;
    // If the translation throws, the mark "open" stays on the schema. A later call then treats the schema as recursive,
    // which is needless but correct.
    this.#known.set(schema, "open");
    const node = this.#read(schema);
    this.#known.set(schema, node);
    return node;
  }

  /** Returns the formula that a recursion represents. */
  readonly bodyOf = ({ key, schema, sign }: Recursion): Node => {
    const body = this.#bodies.get(key) ?? this.#read(schema);
    this.#bodies.set(key, body);
    return sign ? body : this.#table.not(body);
  };

  #recursion(schema: Schema): Node {
    // Schemas with the same canonical text have the same formula, unless their dialects treat `contains` differently,
    // as 2019-09 does.
    return this.#table.recursion(`${schema.dialect} ${canonical(schema)}`, schema);
  }

  #target(schema: Schema): Node {
    return this.#cycles.isRecursive(schema) ? this.#recursion(schema) : this.of(schema);
  }

  #read(schema: Schema): Node {
    const table = this.#table;
    if (schema.always !== undefined) return table.constant(schema.always);
    const present = groupsOf(schema);
    const parts: Node[] = [];
    if ((present & groups.type) !== 0) parts.push(...this.#typeParts(schema));
    if ((present & groups.number) !== 0) parts.push(...numberParts(this.#reading, schema));
    if ((present & groups.string) !== 0) parts.push(...stringParts(this.#reading, schema));
    if ((present & groups.object) !== 0) parts.push(...objectParts(this.#reading, schema));
    if ((present & groups.array) !== 0) parts.push(...arrayParts(this.#reading, schema));
    if ((present & groups.inPlace) !== 0) parts.push(...this.#inPlaceParts(schema));
    if ((present & groups.unevaluated) !== 0) parts.push(...unevaluatedParts(this.#reading, schema));
    return table.all(parts);
  }

  *#typeParts({ types, constant, enum: values }: Schema): Generator<Node> {
    const table = this.#table;
    if (types !== undefined) {
      yield table.type(types.reduce((mask, type) => mask | maskOfType(type), 0));
      if (types.includes("integer") && !types.includes("number")) yield table.multiple(1);
    }
    if (constant !== undefined) yield constantNode(table, constant.value);
    if (values !== undefined) yield enumNode(table, values);
  }

  *#inPlaceParts(schema: Schema): Generator<Node> {
    const table = this.#table;
    if (schema.ref !== undefined) yield this.#target(schema.ref);
    for (const member of schema.allOf ?? []) yield this.of(member);
    if (schema.anyOf !== undefined) yield this.#union(schema.anyOf) ?? table.any(schema.anyOf.map((branch) => this.of(branch)));
    if (schema.oneOf !== undefined) yield this.#union(schema.oneOf) ?? this.#exactlyOne(schema.oneOf);
    if (schema.not !== undefined) yield table.not(this.of(schema.not));
    if (schema.if !== undefined) yield* this.#conditional(this.of(schema.if), schema.then, schema.else);
  }

  *#conditional(met: Node, then: Schema | undefined, otherwise: Schema | undefined): Generator<Node> {
    const table = this.#table;
    if (then !== undefined) yield table.any([table.not(met), this.of(then)]);
    if (otherwise !== undefined) yield table.any([met, this.of(otherwise)]);
  }

  /**
   * Returns the formula of an `anyOf` or `oneOf` as a {@link Union} if a tag distinguishes the branches; otherwise
   * `undefined`. A value then satisfies at most one branch.
   */
  #union(branches: readonly Schema[]): Node | undefined {
    const tag = unionTag(branches);
    if (tag === undefined) return undefined;
    const entries = branches.flatMap((branch, index) => {
      const node = this.of(branch);
      return (tag.values[index] ?? []).map((value) => [JSON.stringify(value), node] as const);
    });
    return this.#table.union(tag.property, new Map(entries));
  }

  #exactlyOne(schemas: readonly Schema[]): Node {
    const table = this.#table;
    const branches = schemas.map((schema) => this.of(schema));
    const parts: Node[] = [table.any(branches)];
    // Branches that list different values need no comparison pair by pair. Unions of thousands of constants are common.
    const listed = listedApart(schemas);
    const [known, others] = [branches.filter((_node, index) => listed.has(index)), branches.filter((_node, index) => !listed.has(index))];
    if ((others.length * (others.length - 1)) / 2 + others.length * known.length > mostOverlaps)
      throw new TooManyAlternatives(`a oneOf has more than ${mostOverlaps.toLocaleString("en")} pairs of branches that may overlap`);
    others.forEach((left, index) => {
      for (const right of [...others.slice(index + 1), ...known]) {
        if (!this.#areApart(left, right)) parts.push(table.any([table.not(left), table.not(right)]));
      }
    });
    return table.all(parts);
  }

  /** Returns true if two branches have no kind of values in common, or list different values. */
  #areApart(left: Node, right: Node): boolean {
    const specialiser = this.#specialiser;
    const both = this.#table.all([left, right]);
    if (specialiser === undefined || both === this.#table.never) return both === this.#table.never;
    if ([left, right].some((node) => containsRecursion(node))) return false;
    return kinds.every((kind) => specialiser.of(both, kind) === this.#table.never);
  }
}

/** The most pairs of branches of a `oneOf` that the translator compares. */
const mostOverlaps = 50_000;

/** Returns the indexes of the branches that only accept listed values. Returns no index if two of them list the same value. */
function listedApart(schemas: readonly Schema[]): ReadonlySet<number> {
  const found = new Set<number>();
  const texts = new Set<string>();
  for (const [index, { constant, enum: values }] of schemas.entries()) {
    const listed = constant === undefined ? values : [constant.value];
    if (listed === undefined) continue;
    found.add(index);
    for (const text of new Set(listed.map(canonicalJson))) {
      if (texts.has(text)) return new Set();
      texts.add(text);
    }
  }
  return found;
}

/**
 * Returns true if a formula is a recursion, or a conjunction or disjunction with a recursion in it. The specialiser
 * must not expand a recursion while its schema is being translated.
 */
function containsRecursion(node: Node): boolean {
  if (node.kind === "recursion") return true;
  return (node.kind === "all" || node.kind === "any") && node.parts.some(containsRecursion);
}

function maskOfType(type: JsonType): KindMask {
  switch (type) {
    case "boolean":
      return maskOf("true") | maskOf("false");
    case "integer":
      return maskOf("number");
    default:
      return maskOf(type);
  }
}
