import { resolve } from "../schema/facts.js";
import { fact } from "../base/fact.js";
import type { Schema } from "../schema/schema.js";
import { conjunctsOf } from "../schema/conjuncts.js";
import { intersect } from "./intersect.js";
import type { Expand } from "./intersect.js";
import { unionOf, unknownNode } from "./type-node.js";
import type { ObjectNode, PropertyNode, TypeNode } from "./type-node.js";

/** Properties by name: the type that each has wherever it stands, and the schemas that name it. */
type Fields = ReadonlyMap<string, PropertyNode>;

/** How schemas and their names become types. */
type Types = { readonly typeOf: (schema: Schema) => TypeNode; readonly expand: Expand };

/** The parts of a schema that hang on a condition; what a `$ref` alone points to has its own. */
const conditionalParts = fact((schema: Schema): readonly Schema[] =>
  resolve(schema) === schema
    ? conjunctsOf([schema]).filter(({ if: condition, dependentSchemas }) => condition !== undefined || dependentSchemas !== undefined)
    : [],
);

/**
 * A schema's type with the properties that only `if`, `then`, `else` and `dependentSchemas` name. They are optional.
 * Each has the type that all ways through the conditions give it: mostly `unknown`, for where a condition does not
 * hold the schema says nothing of it.
 */
export function withConditionalFields(node: TypeNode, schema: Schema, types: Types): TypeNode {
  const parts = conditionalParts(schema);
  if (parts.length === 0) return node;
  const reader = new FieldReader(types);
  const fields = reader.all(parts.map((part) => reader.conditional(part, new Set([schema]))));
  // An object gives its name up, as one does that `allOf` adds to.
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

  /** What a schema names of an object; `undefined` where it lets nothing through. */
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

  /** What a schema names only under a condition. */
  conditional(schema: Schema, open: ReadonlySet<Schema>): Fields {
    const { if: condition, then, else: otherwise, dependentSchemas, location, dialect } = schema;
    const base = { location, dialect, annotations: {} };
    const ways =
      condition === undefined ? [] : [this.#either([conjunction(base, condition, then), otherwise ?? base], open, absentIn(condition))];
    const dependent = [...(dependentSchemas ?? [])].map(([name, inner]) => dependentFields(name, this.of(inner, open) ?? new Map()));
    return this.all([...ways, ...dependent]);
  }

  /** What holds all at once. */
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
   * What holds of one of the schemas: a property that one of them is silent on may be anything there.
   *
   * @param absent a property that no object has to which another schema than the first applies.
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

/** The property that is not there where the condition does not hold: the only thing that it asks for. */
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

/** The property on which a schema hangs is what that says of it; any other one is so only where the property is there. */
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

  /** The type with those fields that it lacks; the same object where it lacks none. */
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

  /** A declared object whose own properties some condition names. */
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

  /** True where every object of the type declares the property. */
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

/** What a schema tells people of a property; what it asks of it does not hold everywhere. */
function described({ location, dialect, annotations: { title, description } }: Schema): Schema {
  return { location, dialect, annotations: { ...(title !== undefined && { title }), ...(description !== undefined && { description }) } };
}
