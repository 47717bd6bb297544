import type { JsonType, Schema } from "../../schema/schema.js";
import type { Bound, BoundName } from "./shape.js";

/** The keywords that set a bound of a value, with their exclusive form and the types of values that they apply to. */
const ranges: readonly { readonly name: BoundName; readonly exclusive?: keyof Schema; readonly types: readonly JsonType[] }[] = [
  { name: "minimum", exclusive: "exclusiveMinimum", types: ["number", "integer"] },
  { name: "maximum", exclusive: "exclusiveMaximum", types: ["number", "integer"] },
  { name: "minLength", types: ["string"] },
  { name: "maxLength", types: ["string"] },
  { name: "minItems", types: ["array"] },
  { name: "maxItems", types: ["array"] },
  { name: "minProperties", types: ["object"] },
  { name: "maxProperties", types: ["object"] },
  { name: "multipleOf", types: ["number", "integer"] },
];

/**
 * Returns, for each keyword such as `minimum`, the tightest bound among the schemas.
 * @param types the types that the value can have; bounds for other types are left out. `undefined` means any type.
 */
export function readBounds(leaves: readonly Schema[], types: readonly JsonType[] | undefined): ReadonlyMap<BoundName, Bound> {
  if (!leaves.some((schema) => ranges.some(({ name, exclusive = name }) => schema[name] !== undefined || schema[exclusive] !== undefined)))
    return noBounds;
  const bounds = new Map<BoundName, Bound>();
  const isWhole = types !== undefined && !types.includes("number");
  for (const { name, exclusive, types: about } of ranges) {
    if (types !== undefined && !about.some((type) => types.includes(type))) continue;
    const found = leaves.flatMap((schema) => [
      ...given(schema[name], false),
      ...(exclusive === undefined ? [] : given(schema[exclusive], true)),
    ]);
    const [first, ...others] = found.map((one) => (isWhole ? toWhole(name, one) : one));
    const tightest = others.reduce((a, b) => tighter(name, a, b), first ?? nothing);
    if (tightest !== nothing && !isIdle(name, tightest)) bounds.set(name, tightest);
  }
  return bounds;
}

/** Shared by all values without bounds. */
const noBounds: ReadonlyMap<BoundName, Bound> = new Map();

const nothing: Bound = { value: Number.NaN, isExclusive: false };

function given(value: unknown, isExclusive: boolean): Bound[] {
  return typeof value === "number" ? [{ value, isExclusive }] : [];
}

/** Rewrites an exclusive bound of whole numbers as an inclusive one, because "above 0" means "at least 1" for them. */
function toWhole(name: BoundName, bound: Bound): Bound {
  if (name === "minimum") return { value: bound.isExclusive ? Math.floor(bound.value) + 1 : Math.ceil(bound.value), isExclusive: false };
  if (name === "maximum") return { value: bound.isExclusive ? Math.ceil(bound.value) - 1 : Math.floor(bound.value), isExclusive: false };
  return bound;
}

/** Returns true if bound `a` refuses every value that bound `b` refuses, and other values too. */
export function isTighter(name: BoundName, a: Bound, b: Bound): boolean {
  if (name === "multipleOf") return a.value !== b.value && Number.isInteger(a.value / b.value);
  if (a.value === b.value) return a.isExclusive && !b.isExclusive;
  return name.startsWith("min") ? a.value > b.value : a.value < b.value;
}

/** Returns the bound that refuses what either bound refuses, whatever their order. A whole number can be a multiple of both. */
function tighter(name: BoundName, a: Bound, b: Bound): Bound {
  if (isTighter(name, b, a)) return b;
  if (name !== "multipleOf" || isTighter(name, a, b)) return a;
  const common = Number.isInteger(a.value) && Number.isInteger(b.value) ? leastCommonMultiple(a.value, b.value) : Number.NaN;
  if (Number.isSafeInteger(common)) return { value: common, isExclusive: false };
  return a.value > b.value ? a : b;
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

function isIdle(name: BoundName, { value }: Bound): boolean {
  return ["minLength", "minItems", "minProperties"].includes(name) && value === 0;
}
