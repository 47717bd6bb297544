import { resolve } from "../schema/facts.js";
import { fact } from "../base/fact.js";
import type { Schema } from "../schema/schema.js";
import { conjunctsOf } from "../schema/conjuncts.js";
import { intersect } from "./intersect.js";
import type { Expand } from "./intersect.js";
import { unionOf, unknownNode } from "./type-node.js";
import type { ObjectNode, PropertyNode, TypeNode } from "./type-node.js";

/** Properties by name: the type that a property has under every condition, and the schemas that name it. */
type Fields = ReadonlyMap<string, PropertyNode>;

/** The functions that turn schemas and their names into types. */
type Types = { readonly typeOf: (schema: Schema) => TypeNode; readonly expand: Expand };

/** Returns the parts of a schema that depend on a condition. The target of a bare `$ref` handles its own parts. */
const conditionalParts = fact((schema: Schema): readonly Schema[] =>
  resolve(schema) === schema
    ? conjunctsOf([schema]).filter(({ if: condition, dependentSchemas }) => condition !== undefined || dependentSchemas !== undefined)
    : [],
);

/**
 * Adds to a schema's type the properties that only `if`, `then`, `else` and `dependentSchemas` name, as optional ones.
 * Each gets the union of its types over all outcomes of the conditions. That is mostly `unknown`, because the schema
 * does not restrict the property if the condition is false.
 */
export function withConditionalFields(node: TypeNode, schema: Schema, types: Types): TypeNode {
  const parts = conditionalParts(schema);
  if (parts.length === 0) return node;
  const reader = new FieldReader(types);
  const fields = reader.all(parts.map((part) => reader.conditional(part, new Set([schema]))));
  // A declared object is replaced by its structure, as for an `allOf` with more properties.
  const wide = node.kind === "name" ? types.expand(node) : node;
  const start = wide?.kind === "object" ? wide : node;
  const added = new FieldAdder(types.expand, reader).to(start, fields);
  return added === start ? node : added;
}

class FieldReader {
  readonly #types: Types;

  constructor(types: Types) {
    this.#types = types;
  }

  /** Returns the properties that a schema names; `undefined` if it accepts no object. */
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

  /** Returns the properties that a schema names only under a condition. */
  conditional(schema: Schema, open: ReadonlySet<Schema>): Fields {
    const { if: condition, then, else: otherwise, dependentSchemas, location, dialect } = schema;
    const base = { location, dialect, annotations: {} };
    const ways =
      condition === undefined ? [] : [this.#either([conjunction(base, condition, then), otherwise ?? base], open, absentIn(condition))];
    const dependent = [...(dependentSchemas ?? [])].map(([name, inner]) => dependentFields(name, this.of(inner, open) ?? new Map()));
    return this.all([...ways, ...dependent]);
  }

  /** Joins properties that apply at the same time. */
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
   * Joins the properties of schemas of which one applies. A property that one of them does not name can have any value.
   *
   * @param absent a property that is absent from every object to which another schema than the first applies.
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

/** Returns the property whose presence is the only test of a condition. */
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

/** Returns the properties of a dependent schema. The tested property has its type; the others apply only if it is present. */
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

  /** Returns the type with the fields that it lacks; the same object if it lacks none. */
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

  /** Adds the fields that conditions name inside a property that the type declares. */
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

/** Returns a schema with the annotations only: its constraints do not apply under every condition. */
function described({ location, dialect, annotations: { title, description } }: Schema): Schema {
  return { location, dialect, annotations: { ...(title !== undefined && { title }), ...(description !== undefined && { description }) } };
}
