import { resolve } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import { conditionalParts } from "./conditional-parts.js";
import type { Types } from "./conditional-parts.js";
import { constantTest, partMembers } from "./constant-conditions.js";
import { constraintLines } from "./constraints.js";
import { propertyDoc } from "./doc-comment.js";
import { intersect } from "./intersect.js";
import type { Expand } from "./intersect.js";
import { neverNode, sameType, unionOf, unknownNode } from "./type-node.js";
import type { ObjectNode, PropertyNode, TypeNode } from "./type-node.js";

/** The most combinations of branches of several properties. TypeScript compares each of them with each value. */
const mostCombinations = 64;

/** The objects for which a property has some of its values, and the fields that conditions on the property give them. */
type Branch = {
  /** The members of the property's type; none if the property is absent. */
  readonly values: readonly TypeNode[];
  readonly isRequired: boolean;
  readonly fields: ObjectNode | undefined;
  /** True if the conditions refuse every object of the branch. */
  readonly isImpossible?: true;
};

/**
 * Makes unions of an object type's conditions that compare a property with constants. If `kind` is "a" or "b", an `if` on "a" becomes
 * a union of two types. One has the kind "a" and the fields of `then`, the other the kind "b" and the fields of `else`. The object's type is the intersection of its own fields and these unions.
 */
export class ConstantUnions {
  readonly #own: ObjectNode;
  readonly #types: Types;
  readonly #namesIn: Conditions["namesIn"];
  readonly #starts = new Map<string, readonly [Branch]>();
  readonly #unions = new Map<string, readonly Branch[]>();

  /** @param own the object type without its conditions. */
  constructor(own: ObjectNode, { types, namesIn }: Conditions) {
    this.#own = own;
    this.#types = types;
    this.#namesIn = namesIn;
  }

  /**
   * Adds the `if`, `then` and `else` of a schema. Returns false, and adds nothing, if a union cannot express them or if it
   * would not declare all of their properties. A branch without objects declares none.
   */
  add(part: Schema): boolean {
    const property = part.if === undefined ? undefined : constantTest(part.if)?.property;
    if (property === undefined) return false;
    const before = this.#unions.get(property) ?? this.#start(property);
    const branches = this.#applied(before, property, part, new Set());
    if (branches === undefined) return false;
    const others = [...this.#unions].filter(([name]) => name !== property);
    const combinations = others.reduce((product, [, list]) => product * list.length, branches.length);
    if (others.length > 0 && combinations > mostCombinations) return false;
    this.#unions.set(property, branches);
    return true;
  }

  /** Returns the unions: one for each compared property whose values lead to different fields. */
  made(): readonly TypeNode[] {
    return [...this.#unions].flatMap(([property, branches]) => this.#union(property, branches) ?? []);
  }

  /** Returns the branch of all values of a property. */
  #start(property: string): readonly [Branch] {
    const known = this.#starts.get(property);
    if (known !== undefined) return known;
    const type = this.#own.properties.get(property)?.type ?? unknownNode;
    const start = [{ values: this.#members(type), isRequired: this.#own.required.has(property), fields: undefined }] as const;
    this.#starts.set(property, start);
    return start;
  }

  #members(type: TypeNode): readonly TypeNode[] {
    if (type.kind === "union") return type.members.flatMap((member) => this.#members(member));
    const wide = type.kind === "name" ? this.#types.expand(type) : type;
    return wide === undefined || wide === type ? [type] : this.#members(wide);
  }

  #applied(branches: readonly Branch[], property: string, part: Schema, open: ReadonlySet<Schema>): readonly Branch[] | undefined {
    const test = part.if === undefined ? undefined : constantTest(part.if);
    if (test?.property !== property || open.has(part)) return undefined;
    const inside = new Set(open).add(part);
    const made: Branch[] = [];
    for (const branch of branches) {
      const { values, isRequired, fields } = branch;
      if (branch.isImpossible === true) {
        made.push(branch);
        continue;
      }
      const parted = partMembers(values, test.values);
      if (parted === undefined) return undefined;
      const met = { values: parted.inside, isRequired: isRequired || test.isPresent, fields };
      const unmet = { values: parted.outside, isRequired: isRequired || !test.isPresent, fields };
      for (const [way, schema] of [[met, part.then] as const, [unmet, part.else] as const]) {
        if (way.values.length === 0 && way.isRequired) continue;
        const restricted = schema === undefined ? [way] : this.#restricted(way, property, schema, inside);
        if (restricted === undefined || (schema !== undefined && !this.#declareAll(restricted, schema))) return undefined;
        made.push(...restricted);
      }
    }
    return made;
  }

  /** Returns true if each property that a `then` or `else` mentions and does not forbid is declared. */
  #declareAll(branches: readonly Branch[], schema: Schema): boolean {
    if (branches.some(({ isImpossible }) => isImpossible === true)) return true;
    return this.#namesIn(schema).every(
      (name) => this.#own.properties.has(name) || branches.some(({ fields }) => fields?.properties.has(name) === true),
    );
  }

  /** Returns the branches into which a `then` or `else` parts a branch. */
  #restricted(branch: Branch, property: string, schema: Schema, open: ReadonlySet<Schema>): readonly Branch[] | undefined {
    const { expand, typeOf } = this.#types;
    const type = intersect(branch.fields ?? unknownNode, typeOf(schema), expand);
    if (type.kind === "never") return [{ ...branch, isImpossible: true }];
    const fields = type.kind === "name" ? expand(type) : type;
    if (fields === undefined || (fields.kind !== "object" && fields.kind !== "unknown")) return undefined;
    const nested = conditionalParts(schema);
    if (nested.some(({ dependentSchemas }) => dependentSchemas !== undefined)) return undefined;
    return nested.reduce<readonly Branch[] | undefined>(
      (branches, part) => (branches === undefined ? undefined : this.#applied(branches, property, part, open)),
      [{ ...branch, fields: fields.kind === "object" ? fields : branch.fields }],
    );
  }

  #union(property: string, branches: readonly Branch[]): TypeNode | undefined {
    const [whole] = this.#start(property);
    const joined = this.#joined(branches.filter(({ isImpossible }) => isImpossible !== true));
    const types = joined.flatMap((branch) => this.#type(property, branch));
    const [only] = types;
    const [{ values, isRequired } = whole] = joined;
    if (types.length !== 1 || only === undefined || isRequired !== whole.isRequired) return unionOf(types);
    if (!sameType(this.#valuesType(property, values), unionOf(whole.values))) return only;
    // All objects have the same fields, so the union needs no values of the property.
    const properties = new Map([...only.properties].filter(([name]) => name !== property));
    return properties.size === 0 ? undefined : { ...only, properties };
  }

  /** Joins the branches with the same fields into one, which has the values of all of them. */
  #joined(branches: readonly Branch[]): readonly Branch[] {
    const joined: Branch[] = [];
    for (const branch of branches) {
      const index = joined.findIndex((other) => other.isRequired === branch.isRequired && haveSameFields(other, branch));
      const other = joined[index];
      if (other === undefined) joined.push(branch);
      else joined[index] = { ...other, values: [...other.values, ...branch.values] };
    }
    return joined;
  }

  /** Returns the object type of a branch; no type if no object belongs to the branch. */
  #type(property: string, { values, isRequired, fields }: Branch): readonly ObjectNode[] {
    const refined = this.#refined(fields);
    const own = this.#valuesType(property, values);
    const type = intersect(own, fields?.properties.get(property)?.type ?? unknownNode, this.#types.expand);
    const properties = new Map([[property, { type, schemas: [] }], ...[...refined].filter(([name]) => name !== property)]);
    const needed = [...(isRequired ? [property] : []), ...(fields?.required ?? []), ...this.#own.required];
    const required = new Set(needed.filter((name) => properties.has(name)));
    if ([...required].some((name) => properties.get(name)?.type.kind === "never")) return [];
    const isSoft = this.#own.isImplied === true && (fields === undefined || fields.isImplied === true);
    return [{ kind: "object", properties, required, index: fields?.index, ...(isSoft && { isImplied: true as const }) }];
  }

  /** Returns the type of some values of a property: the members of the property's type that are or contain such a value. */
  #valuesType(property: string, values: readonly TypeNode[]): TypeNode {
    const [whole] = this.#start(property);
    return unionOf(
      whole.values.flatMap((member) => {
        if (values.includes(member)) return [member];
        if (member.kind !== "primitive" || member.name !== "boolean") return [];
        const literals = values.filter((value) => value.kind === "literal" && typeof value.value === "boolean");
        return literals.length === 2 ? [member] : literals;
      }),
    );
  }

  /** Returns the properties of a branch that the object's own fields do not already declare with the same type. */
  #refined(fields: ObjectNode | undefined): ReadonlyMap<string, PropertyNode> {
    const names = new Set([...(fields?.properties.keys() ?? []), ...(fields?.required ?? [])]);
    const found = new Map<string, PropertyNode>();
    for (const name of names) {
      const given = fields?.properties.get(name) ?? { type: fields?.index ?? unknownNode, schemas: [] };
      const own = this.#own.properties.get(name)?.type;
      const type = own === undefined ? given.type : intersect(own, given.type, this.#types.expand);
      const isKnown = own !== undefined && sameType(own, type) && (this.#own.required.has(name) || fields?.required.has(name) !== true);
      if (!isKnown) found.set(name, { type, schemas: given.schemas });
    }
    return found;
  }
}

function docOf(schemas: readonly Schema[] = []): string {
  return propertyDoc(schemas, constraintLines(schemas))?.join("\n") ?? "";
}

function haveSameFields({ fields: a }: Branch, { fields: b }: Branch): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameType(a, b) && [...a.properties].every(([name, { schemas }]) => docOf(schemas) === docOf(b.properties.get(name)?.schemas));
}

/** The functions on which the unions of a schema's conditions depend. */
type Conditions = {
  readonly types: Types;
  /** Returns the names of the properties that a schema mentions and does not forbid. */
  readonly namesIn: (schema: Schema) => readonly string[];
  /** Returns true if the type of another schema, which is joined with the type, already has the conditions of a part. */
  readonly isTyped: (part: Schema) => boolean;
};

/** A type with unions, and the parts of its schema without the conditions that became unions. */
type WithUnions = { readonly node: TypeNode; readonly left: readonly Schema[] };

/** Returns a type with unions for the conditions of `parts` that compare a property with constants. */
export function withConstantUnions(node: TypeNode, parts: readonly Schema[], conditions: Conditions): WithUnions {
  const { types } = conditions;
  const own = node.kind === "name" ? types.expand(node) : node;
  if (node.kind === "union") return inUnion(node, parts, conditions);
  if (node.kind === "intersection") return inIntersection(node, parts, conditions);
  if (own?.kind !== "object") return { node, left: parts };
  const unions = new ConstantUnions(own, conditions);
  const left = parts.flatMap((part) => (unions.add(part) ? withoutIf(part) : [part]));
  const start = node.kind === "name" && refersToOthers(node.schema) ? own : node;
  const made = unions.made().reduce<TypeNode>((whole, union) => both(whole, union, types), start);
  return { node: made === own ? node : made, left };
}

/** Returns true if the type of a schema can be the type of another schema. The name of such a type could lead back in a circle. */
function refersToOthers(schema: Schema): boolean {
  const { ref, allOf, anyOf, oneOf } = resolve(schema);
  return [ref, allOf, anyOf, oneOf].some((keyword) => keyword !== undefined);
}

/**
 * Adds the conditions to each object type of a union, such as the objects beside null, or the branches of a `oneOf`. Leaves out a
 * condition that not all of the object types can express.
 */
function inUnion(node: Joined<"union">, parts: readonly Schema[], conditions: Conditions): WithUnions {
  const made = node.members.map((member) => (isPlain(member) ? undefined : withConstantUnions(member, parts, conditions)));
  const found = made.filter((one) => one !== undefined);
  const fitting = found.length === 0 ? [] : parts.filter((part) => found.every(({ left }) => !left.includes(part)));
  if (fitting.length === 0) return { node, left: parts };
  if (fitting.length < parts.length) {
    const less = inUnion(node, fitting, conditions);
    return { node: less.node, left: [...less.left, ...parts.filter((part) => !fitting.includes(part))] };
  }
  return { node: unionOf(node.members.map((member, index) => made[index]?.node ?? member)), left: parts.flatMap(withoutIf) };
}

/** Adds each condition to one of the types that an intersection joins: to one that declares the compared property. */
function inIntersection(node: Joined<"intersection">, parts: readonly Schema[], conditions: Conditions): WithUnions {
  const typed = parts.filter(conditions.isTyped);
  let left: readonly Schema[] = parts.filter((part) => !typed.includes(part));
  const members = node.members.flatMap((member) => {
    const made = withConstantUnions(member, left, conditions);
    left = made.left;
    return made.node.kind === "intersection" ? made.node.members : [made.node];
  });
  return { node: members.some(({ kind }) => kind === "never") ? neverNode : { ...node, members }, left: [...left, ...typed] };
}

type Joined<Kind extends "union" | "intersection"> = TypeNode & { readonly kind: Kind };

/** Returns true for a type without objects. */
function isPlain({ kind }: TypeNode): boolean {
  return kind !== "object" && kind !== "name" && kind !== "union" && kind !== "intersection" && kind !== "unknown";
}

/** Returns `&` of an object type and a union. An object type of a single branch becomes one with the object type, unless this is declared. */
function both(node: TypeNode, union: TypeNode, { expand }: Types): TypeNode {
  if (node.kind === "name" && union.kind === "object") return withName(node, union, expand);
  if (union.kind !== "union" || node.kind === "never") return intersect(node, union, expand);
  return { kind: "intersection", members: [...(node.kind === "intersection" ? node.members : [node]), union] };
}

/** Returns `&` of a declared type and the fields that it does not have in the same form. */
function withName(node: TypeNode & { readonly kind: "name" }, fields: ObjectNode, expand: Expand): TypeNode {
  const merged = intersect(node, fields, expand);
  const own = expand(node);
  if (merged.kind !== "object" || own?.kind !== "object") return merged;
  const isKnown = (name: string, { type }: PropertyNode): boolean => {
    const known = own.properties.get(name);
    return known !== undefined && sameType(known.type, type) && own.required.has(name) === fields.required.has(name);
  };
  const properties = new Map([...fields.properties].filter(([name, property]) => !isKnown(name, property)));
  const required = new Set([...fields.required].filter((name) => properties.has(name)));
  if (properties.size === 0 && fields.index === undefined) return node;
  return { kind: "intersection", members: [node, { ...fields, properties, required }] };
}

function withoutIf({ if: _if, then: _then, else: _else, ...others }: Schema): readonly Schema[] {
  return others.dependentSchemas === undefined ? [] : [others];
}
