import { conjunctsOf } from "../schema/conjuncts.js";
import type { Schema } from "../schema/schema.js";
import { conditionalParts } from "./conditional-parts.js";
import type { Types } from "./conditional-parts.js";
import { withConstantUnions } from "./constant-unions.js";
import { intersect } from "./intersect.js";
import type { Expand } from "./intersect.js";
import { unionOf, unknownNode } from "./type-node.js";
import type { ObjectNode, PropertyNode, TypeNode } from "./type-node.js";

/** Properties by name: a type that all values of the property have, and the schemas that restrict the property. */
type Fields = ReadonlyMap<string, PropertyNode>;

/**
 * Adds to a schema's type what its `if`, `then`, `else` and `dependentSchemas` say of properties. A condition that compares
 * a property with constants becomes a union. The properties that only other conditions mention are optional. The type of
 * such a property is the union of its types for all outcomes of the conditions. Mostly this is `unknown`, because the
 * schema does not restrict the property if the condition is false.
 */
export function withConditionalFields(node: TypeNode, schema: Schema, types: Types): TypeNode {
  const parts = conditionalParts(schema);
  if (parts.length === 0) return node;
  const reader = new FieldReader(types);
  const hasType = (part: Schema): boolean => part !== schema && isTyped(part, schema, types);
  const { node: made, left } = withConstantUnions(node, parts, { types, namesIn: (part) => reader.names(part), isTyped: hasType });
  const missing = left.filter((part) => !hasType(part));
  if (missing.length === 0) return made;
  const fields = reader.all(missing.map((part) => reader.conditional(part, new Set([schema]))));
  // A declared object type cannot get more properties, so its structure is repeated with the properties added.
  const wide = made.kind === "name" ? types.expand(made) : made;
  const start = wide?.kind === "object" ? wide : made;
  const added = new FieldAdder(types.expand, reader).to(start, fields);
  return added === start ? made : added;
}

/** Returns true if a part of the schema's `allOf`, or its `$ref`, has a type. That type has the fields of the part's own conditions. */
function isTyped(part: Schema, { ref, allOf = [] }: Schema, { typeOf, expand }: Types): boolean {
  const around = [...(ref === undefined ? [] : [ref]), ...allOf].filter((one) => conjunctsOf([one]).includes(part));
  return around.some((one) => {
    const type = typeOf(one);
    return (type.kind === "name" ? expand(type) : type)?.kind !== "unknown";
  });
}

class FieldReader {
  readonly #types: Types;

  constructor(types: Types) {
    this.#types = types;
  }

  /** Returns the properties that a schema mentions anywhere; `undefined` for the schema `false`. */
  of(schema: Schema, open: ReadonlySet<Schema>): Fields | undefined {
    if (schema.always === false) return undefined;
    if (open.has(schema)) return new Map();
    const inside = new Set(open).add(schema);
    const conjuncts = [schema.ref, ...(schema.allOf ?? [])].flatMap((part) => (part === undefined ? [] : (this.of(part, inside) ?? [])));
    const unions = [schema.anyOf, schema.oneOf].flatMap((union) => (union === undefined ? [] : this.#either(union, inside)));
    const own = [...(schema.properties ?? [])].map(
      ([name, child]) => [name, { type: this.#types.typeOf(child), schemas: [child] }] as const,
    );
    return this.all([new Map(own), ...conjuncts, ...unions, this.conditional(schema, inside)]);
  }

  /** Returns the properties that the `if`, `then`, `else` and `dependentSchemas` of a schema mention. */
  conditional(schema: Schema, open: ReadonlySet<Schema>): Fields {
    const { if: condition, then, else: otherwise, dependentSchemas, location, dialect } = schema;
    const base = { location, dialect, annotations: {} };
    const ways =
      condition === undefined ? [] : [this.#either([conjunction(base, condition, then), otherwise ?? base], open, absentIn(condition))];
    const dependent = [...(dependentSchemas ?? [])].map(([name, inner]) => dependentFields(name, this.of(inner, open) ?? new Map()));
    return this.all([...ways, ...dependent]);
  }

  /** Returns the names of the properties that a schema mentions and does not forbid. */
  names(schema: Schema): readonly string[] {
    return [...(this.of(schema, new Set()) ?? [])].flatMap(([name, { type }]) => (type.kind === "never" ? [] : [name]));
  }

  /** Joins the properties of several schemas that all apply to one object: a property gets the intersection of its types. */
  all(parts: readonly Fields[]): Fields {
    const fields = new Map<string, PropertyNode>();
    for (const part of parts) {
      for (const [name, { type, schemas }] of part) {
        const known = fields.get(name);
        const both = known === undefined ? type : intersect(known.type, type, this.#types.expand);
        fields.set(name, { type: both, schemas: [...(known?.schemas ?? []), ...schemas] });
      }
    }
    return fields;
  }

  /**
   * Joins the properties of several schemas of which one applies to an object: a property gets the union of its types. If
   * one of the schemas does not mention a property, the property can have any value.
   *
   * @param absent the name of a property that an object lacks if the first schema does not apply to the object.
   */
  #either(schemas: readonly Schema[], open: ReadonlySet<Schema>, absent?: string): Fields {
    const ways = schemas.map((schema) => this.of(schema, open)).filter((fields) => fields !== undefined);
    const names = new Set(ways.flatMap((fields) => [...fields.keys()]));
    return new Map(
      [...names].map((name) => {
        const all = ways.map((fields) => fields.get(name) ?? { type: unknownNode, schemas: [] });
        const found = name === absent ? all.slice(0, 1) : all;
        return [name, { type: unionOf(found.map(({ type }) => type)), schemas: found.flatMap((field) => field.schemas) }];
      }),
    );
  }
}

function conjunction(base: Schema, ...parts: readonly (Schema | undefined)[]): Schema {
  return { ...base, allOf: parts.filter((part) => part !== undefined) };
}

/** Returns the name of the property, if an `if` only tests whether this one property is present; else `undefined`. */
function absentIn({
  location: _location,
  dialect: _dialect,
  annotations: _annotations,
  required,
  types,
  ...others
}: Schema): string | undefined {
  const asksForMore = Object.values(others).some((value) => value !== undefined) || (types !== undefined && !types.includes("object"));
  return required?.length === 1 && !asksForMore ? required[0] : undefined;
}

/**
 * Returns the fields that a schema of `dependentSchemas` adds. The schema applies only if the property `on` is present. So
 * `on` keeps the type that the schema gives it, and the other properties get the type `unknown`.
 */
function dependentFields(on: string, fields: Fields): Fields {
  return new Map([...fields].map(([name, { type, schemas }]) => [name, { type: name === on ? type : unknownNode, schemas }]));
}

class FieldAdder {
  readonly #expand: Expand;
  readonly #reader: FieldReader;
  readonly #seen = new Set<Schema>();

  constructor(expand: Expand, reader: FieldReader) {
    this.#expand = expand;
    this.#reader = reader;
  }

  /** Returns the type with the given fields added; the same `TypeNode` object if it already has all of them. */
  to(node: TypeNode, fields: Fields): TypeNode {
    switch (node.kind) {
      case "object":
        return this.#toObject(node, fields);
      case "union":
        return this.#toMembers(node.members, fields, node, unionOf);
      case "name":
        return this.#toNamed(node, fields);
      case "intersection":
        return this.#toIntersection(node, fields);
      default:
        return node;
    }
  }

  #toObject(node: ObjectNode, fields: Fields): TypeNode {
    const properties = new Map(node.properties);
    for (const [name, field] of fields) {
      const known = node.properties.get(name);
      if (known !== undefined) properties.set(name, this.#inside(known, field));
      else if (field.type.kind !== "never") properties.set(name, { type: field.type, schemas: field.schemas.map(described) });
    }
    return [...properties].every(([name, property]) => node.properties.get(name) === property) ? node : { ...node, properties };
  }

  /** Adds fields to the type of a property that is already declared: the fields that conditions mention inside this property. */
  #inside(known: PropertyNode, { schemas }: PropertyNode): PropertyNode {
    const unread = schemas.filter((schema) => !this.#seen.has(schema));
    for (const schema of unread) this.#seen.add(schema);
    const named = this.#reader.all(unread.map((schema) => this.#reader.of(schema, new Set()) ?? new Map<string, PropertyNode>()));
    const fields = new Map([...named].map(([name, field]) => [name, { ...field, type: unknownNode }]));
    const type = this.to(known.type, fields);
    return type === known.type ? known : { ...known, type };
  }

  #toMembers(members: readonly TypeNode[], fields: Fields, node: TypeNode, join: (members: readonly TypeNode[]) => TypeNode): TypeNode {
    const added = members.map((member) => this.to(member, fields));
    return added.every((member, index) => member === members[index]) ? node : join(added);
  }

  #toNamed(node: TypeNode & { readonly kind: "name" }, fields: Fields): TypeNode {
    const missing = this.#missing(node, fields);
    return missing.size === 0 ? node : { kind: "intersection", members: [node, plainObject(missing)] };
  }

  #toIntersection(node: TypeNode & { readonly kind: "intersection" }, fields: Fields): TypeNode {
    const missing = this.#missing(node, fields);
    if (missing.size === 0) return node;
    const index = node.members.findIndex(({ kind }) => kind === "object");
    if (index === -1) return { kind: "intersection", members: [...node.members, plainObject(missing)] };
    return { kind: "intersection", members: node.members.map((member, at) => (at === index ? this.to(member, missing) : member)) };
  }

  #missing(node: TypeNode, fields: Fields): Fields {
    return new Map([...fields].filter(([name, { type }]) => type.kind !== "never" && !this.#knows(node, name)));
  }

  /** Returns true if every object of the type declares the property. */
  #knows(node: TypeNode, name: string): boolean {
    switch (node.kind) {
      case "object":
        return node.properties.has(name);
      case "union":
        return node.members.every((member) => this.#knows(member, name));
      case "intersection":
        return node.members.some((member) => this.#isObject(member) && this.#knows(member, name));
      case "name":
        return this.#knows(this.#expand(node) ?? unknownNode, name);
      default:
        return true;
    }
  }

  #isObject(node: TypeNode): boolean {
    const wide = node.kind === "name" ? this.#expand(node) : node;
    return wide !== undefined && (wide.kind === "object" || wide.kind === "union" || wide.kind === "intersection");
  }
}

function plainObject(fields: Fields): ObjectNode {
  const properties = new Map([...fields].map(([name, { type, schemas }]) => [name, { type, schemas: schemas.map(described) }]));
  return { kind: "object", properties, required: new Set(), index: undefined };
}

/** Returns a copy of a schema for documentation, with title and description only: its constraints do not apply under every condition. */
function described({ location, dialect, annotations: { title, description } }: Schema): Schema {
  return { location, dialect, annotations: { ...(title !== undefined && { title }), ...(description !== undefined && { description }) } };
}
