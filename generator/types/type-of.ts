import type { Json } from "../base/json.js";
import type { JsonType, Schema } from "../schema/schema.js";
import { isAnyString, stringsOf } from "../schema/open-enum.js";
import { withConditionalFields } from "./conditional-fields.js";
import { intersect } from "./intersect.js";
import { neverNode, unionOf, unknownNode } from "./type-node.js";
import type { ObjectNode, PropertyNode, TypeNode } from "./type-node.js";

/** A schema, and the name of its declared type when a type that refers to the schema was made; `undefined` if it had none. */
export type NameAnswer = { readonly schema: Schema; readonly name: string | undefined };

/** Makes the TypeScript types of schemas. If TypeScript cannot express a schema, the type has more values than the schema accepts. */
export class TypeMaker {
  readonly #nameOf: (schema: Schema) => string | undefined;
  readonly #open = new Set<Schema>();
  #names: NameAnswer[] | undefined;

  /** @param nameOf returns the name of the declared type of a schema; `undefined` if it has none. */
  constructor(nameOf: (schema: Schema) => string | undefined) {
    this.#nameOf = nameOf;
  }

  /** Returns the name of the declared type of a schema; `undefined` if it has none. */
  nameOf(schema: Schema): string | undefined {
    return this.#nameOf(schema);
  }

  /** As {@link TypeMaker.declared}. Also returns the names of the declared types that the type refers to. */
  noted(schema: Schema): { readonly node: TypeNode; readonly names: readonly NameAnswer[] } {
    const names: NameAnswer[] = [];
    this.#names = names;
    const node = this.#structure(schema);
    this.#names = undefined;
    return { node, names };
  }

  /** Returns the structure of a schema's type, as it stands to the right of `type Name =`. */
  declared(schema: Schema): TypeNode {
    return this.#structure(schema);
  }

  /** Returns the type of the values of a schema: the name of its declared type if it has one, else the structure. */
  typeOf(schema: Schema): TypeNode {
    const name = this.#nameOf(schema);
    this.#names?.push({ schema, name });
    return name === undefined ? this.#structure(schema) : { kind: "name", name, schema };
  }

  #structure(schema: Schema): TypeNode {
    if (schema.always !== undefined) return schema.always ? unknownNode : neverNode;
    if (this.#open.has(schema)) return unknownNode;
    this.#open.add(schema);
    const own = this.#own(schema);
    const parts = [schema.ref, ...(schema.allOf ?? [])].filter((part) => part !== undefined).map((part) => this.typeOf(part));
    const unions = [this.#anyOf(schema), schema.oneOf?.map((branch) => this.typeOf(branch))]
      .filter((union) => union !== undefined)
      .map(unionOf);
    const all = [...parts, own, ...unions];
    const plain = all.reduce((a, b) => intersect(a, b, this.#expand));
    const result = withConditionalFields(plain, schema, this.#conditions);
    this.#open.delete(schema);
    return result;
  }

  /**
   * Returns the types of the branches of an `anyOf`. Beside a branch that lists strings, a branch that accepts every string
   * becomes the type of all other strings. As `string`, it would hide the listed strings in the union.
   */
  #anyOf({ anyOf, isOpen }: Schema): readonly TypeNode[] | undefined {
    if (anyOf?.some((branch) => stringsOf(branch) !== undefined) !== true) return anyOf?.map((branch) => this.typeOf(branch));
    const isWide = (branch: Schema): boolean => isAnyString(branch) && this.#nameOf(branch) === undefined;
    const others: TypeNode[] = anyOf.some(isWide) ? [{ kind: "other", isOpen: isOpen === true }] : [];
    return [...anyOf.filter((branch) => !isWide(branch)).map((branch) => this.typeOf(branch)), ...others];
  }

  readonly #conditions = {
    typeOf: (schema: Schema): TypeNode => this.typeOf(schema),
    expand: (node: TypeNode & { readonly kind: "name" }): TypeNode | undefined => this.#expand(node),
  };

  readonly #expand = (node: TypeNode & { readonly kind: "name" }): TypeNode | undefined => {
    return this.#open.has(node.schema) ? undefined : this.#structure(node.schema);
  };

  #own(schema: Schema): TypeNode {
    if (schema.constant !== undefined) return ofTypes(literal(schema.constant.value), schema.types);
    if (schema.enum !== undefined) return ofTypes(unionOf(schema.enum.map(literal)), schema.types);
    if (schema.types !== undefined) return unionOf(schema.types.map((type) => this.#ofType(type, schema)));
    const types = impliedTypes(schema);
    return types.length === 0 ? unknownNode : unionOf(types.map((type) => implied(this.#ofType(type, schema))));
  }

  #ofType(type: JsonType, schema: Schema): TypeNode {
    switch (type) {
      case "object":
        return this.#object(schema);
      case "array":
        return this.#array(schema);
      case "integer":
        return { kind: "primitive", name: "number" };
      default:
        return { kind: "primitive", name: type };
    }
  }

  #object(schema: Schema): ObjectNode {
    const properties = new Map<string, PropertyNode>();
    for (const [name, child] of schema.properties ?? []) {
      if (child.always !== false) properties.set(name, { type: this.typeOf(child), schemas: [child] });
    }
    return { kind: "object", properties, required: new Set(schema.required), index: this.#index(schema) };
  }

  /**
   * Returns the type of undeclared properties. Returns `undefined` if the schema declares properties and does not mention
   * others, so that TypeScript refuses a misspelt name.
   */
  #index(schema: Schema): TypeNode | undefined {
    const { additionalProperties, patternProperties, properties } = schema;
    const isBare = properties === undefined && patternProperties === undefined && additionalProperties === undefined;
    if (isBare) return hasUnions(schema) ? undefined : unknownNode;
    const patterns = [...(patternProperties?.values() ?? [])].map((child) => this.typeOf(child));
    if (additionalProperties === undefined) return patterns.length === 0 ? undefined : unknownNode;
    if (additionalProperties.always === false && patterns.length === 0) return undefined;
    return unionOf([...patterns, this.typeOf(additionalProperties)]);
  }

  #array(schema: Schema): TypeNode {
    const { prefixItems, items, maxItems = Infinity } = schema;
    if (prefixItems === undefined) return { kind: "array", item: items === undefined ? unknownNode : this.typeOf(items) };
    const first = prefixItems.slice(0, Math.max(0, maxItems));
    const rest = items === undefined ? unknownNode : this.typeOf(items);
    return {
      kind: "tuple",
      items: first.map((item) => this.typeOf(item)),
      required: Math.min(schema.minItems ?? 0, first.length),
      rest: rest.kind === "never" || maxItems <= prefixItems.length ? undefined : rest,
    };
  }
}

/** Returns the JSON types that a schema without `type` means by its keywords, such as `object` for `properties`. */
function impliedTypes({ properties, required, additionalProperties, patternProperties, items, prefixItems }: Schema): readonly JsonType[] {
  const ofObjects = [properties, required, additionalProperties, patternProperties];
  return [
    ...(ofObjects.some((keyword) => keyword !== undefined) ? ["object" as const] : []),
    ...(items !== undefined || prefixItems !== undefined ? ["array" as const] : []),
  ];
}

function implied(node: TypeNode): TypeNode {
  return node.kind === "object" || node.kind === "array" || node.kind === "tuple" ? { ...node, isImplied: true } : node;
}

function hasUnions(schema: Schema): boolean {
  return (
    schema.allOf !== undefined ||
    schema.anyOf !== undefined ||
    schema.oneOf !== undefined ||
    schema.ref !== undefined ||
    schema.required !== undefined
  );
}

/** Returns the type whose only value is a constant. The constant may be an object or a list. */
function literal(value: Json): TypeNode {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => literal(item));
    return { kind: "tuple", items, required: items.length, rest: undefined };
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value as { readonly [key: string]: Json });
    const properties = new Map(entries.map(([name, item]) => [name, { type: literal(item), schemas: [] }]));
    return { kind: "object", properties, required: new Set(properties.keys()), index: undefined };
  }
  return { kind: "literal", value };
}

function ofTypes(node: TypeNode, types: readonly JsonType[] | undefined): TypeNode {
  if (types === undefined) return node;
  const members = node.kind === "union" ? node.members : [node];
  return unionOf(members.filter((member) => types.some((type) => belongs(member, type))));
}

function belongs(node: TypeNode, type: JsonType): boolean {
  switch (node.kind) {
    case "literal":
      return node.value === null ? type === "null" : typeof node.value === (type === "integer" ? "number" : type);
    case "tuple":
      return type === "array";
    case "object":
      return type === "object";
    default:
      return true;
  }
}
