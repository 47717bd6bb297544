import type { Json } from "../base/json.js";
import { isTrivial, keywordsOf, resolve, typeOf as jsonTypeOf, valuesOf } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { TypeNode } from "./type-node.js";

type Scalar = Exclude<Json, object>;

/** The condition of an `if` that compares one property with constants, such as `{ "properties": { "kind": { "const": "a" } } }`. */
export type ConstantTest = {
  readonly property: string;
  readonly values: readonly Scalar[];
  /** True if the `if` also requires the property, so that an object without the property does not meet the condition. */
  readonly isPresent: boolean;
};

const ofObjects: ReadonlySet<keyof Schema> = new Set(["types", "properties", "required"]);
const ofConstants: ReadonlySet<keyof Schema> = new Set(["types", "constant", "enum"]);

/** Returns the {@link ConstantTest} of an `if`; `undefined` if the `if` has another form. */
export function constantTest(condition: Schema): ConstantTest | undefined {
  const target = unwrapped(condition);
  const { types, properties, required = [] } = target;
  if (!keywordsOf(target).every((keyword) => ofObjects.has(keyword)) || types?.includes("object") === false) return undefined;
  const [entry, ...others] = properties ?? [];
  if (entry === undefined || others.length > 0) return undefined;
  const [property, child] = entry;
  const tested = unwrapped(child);
  const values = valuesOf(tested)?.filter((value) => typeof value !== "object" || value === null);
  if (values === undefined || values.length < (valuesOf(tested)?.length ?? 0)) return undefined;
  if (!keywordsOf(tested).every((keyword) => ofConstants.has(keyword)) || !required.every((name) => name === property)) return undefined;
  return { property, values, isPresent: required.length > 0 };
}

/** Returns the only schema with keywords to which `$ref` and `allOf` lead, if a schema has no other keywords; else the schema. */
function unwrapped(schema: Schema): Schema {
  const target = resolve(schema);
  const [only, ...others] = (target.allOf ?? []).filter((part) => !isTrivial(part));
  return keywordsOf(target).length === 1 && only !== undefined && others.length === 0 && only !== schema ? unwrapped(only) : target;
}

/** The members of a type, by whether they are among the values of a condition. */
export type Parted = { readonly inside: readonly TypeNode[]; readonly outside: readonly TypeNode[] };

/**
 * Parts the members of a type into those among the given values and all others. Returns `undefined` if TypeScript cannot
 * express one of the two, as with all strings except one.
 */
export function partMembers(members: readonly TypeNode[], values: readonly Scalar[]): Parted | undefined {
  const parts = members.map((member) => partMember(member, values));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return { inside: known.flatMap(({ inside }) => inside), outside: known.flatMap(({ outside }) => outside) };
}

function partMember(member: TypeNode, values: readonly Scalar[]): Parted | undefined {
  switch (member.kind) {
    case "literal":
      return whole(member, values.includes(member.value));
    case "primitive":
      return partPrimitive(member, values);
    case "other":
      return values.some((value) => typeof value === "string") ? undefined : whole(member, false);
    case "array":
    case "tuple":
    case "object":
      return whole(member, false);
    default:
      return undefined;
  }
}

function partPrimitive(member: TypeNode & { readonly kind: "primitive" }, values: readonly Scalar[]): Parted | undefined {
  const among = values.filter((value) => jsonTypeOf(value) === member.name);
  if (among.length === 0) return whole(member, false);
  if (member.name === "null") return whole(member, true);
  if (member.name !== "boolean") return undefined;
  if (new Set(among).size === 2) return whole(member, true);
  const isTrue = among.includes(true);
  return { inside: [{ kind: "literal", value: isTrue }], outside: [{ kind: "literal", value: !isTrue }] };
}

function whole(member: TypeNode, isInside: boolean): Parted {
  return isInside ? { inside: [member], outside: [] } : { inside: [], outside: [member] };
}
