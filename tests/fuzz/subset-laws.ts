import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import type { SubsetVerdict } from "../../generator/subset/verdict.js";
import { suiteSchema } from "../helpers/json-schema-test-suite.js";
import { mutateSchema } from "./mutate-schema.js";
import { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema } from "./random-schema.js";

/** A law that does not hold, and its schemas. */
export type LawFault = {
  readonly seed: number;
  readonly law: string;
  readonly a: JsonSchema;
  readonly b: JsonSchema;
  readonly verdict: SubsetVerdict;
};

/** The result of a run. `asked` counts questions. */
export type LawReport = { asked: number; unknown: number; readonly faults: LawFault[] };

type Keywords = { readonly [key: string]: unknown };

/** A schema and the definitions that it refers to, under names that no other schema uses. */
type Part = { readonly schema: JsonSchema; readonly definitions: Keywords };

/** Checks laws of sets on random schemas, which hold for all schemas. Trio number n has the seed `seed + n`. */
export function fuzzLaws(seed: number, trios: number): LawReport {
  const report: LawReport = { asked: 0, unknown: 0, faults: [] };
  for (let index = 0; index < trios; index++) {
    const random = new Random(seed + index);
    const first = randomSchema(random);
    const second = random.chance(0.6) ? mutateSchema(random, first) : randomSchema(random);
    const third = random.chance(0.6) ? mutateSchema(random, second) : randomSchema(random);
    const [a, b, c] = [part(first, "a"), part(second, "b"), part(third, "c")];
    for (const [law, left, right] of laws(a, b)) expectNoWitness(report, seed + index, law, left, right);
    expectTransitive(report, seed + index, [a, b, c]);
    expectSame(report, seed + index, a, b);
  }
  return report;
}

/** Yields pairs whose first schema is always a subset of the second. */
function* laws(a: Part, b: Part): Generator<readonly [law: string, left: JsonSchema, right: JsonSchema]> {
  const [left, right, both, either] = [whole(a), whole(b), join("allOf", a, b), join("anyOf", a, b)];
  yield ["A ⊆ A", left, left];
  yield ["A ∧ B ⊆ A", both, left];
  yield ["A ⊆ A ∨ B", left, either];
  yield* equal("¬¬A = A", whole(not(not(a))), left);
  yield* equal(
    "¬(A ∨ B) = ¬A ∧ ¬B",
    whole(not({ schema: { anyOf: [a.schema, b.schema] }, definitions: { ...a.definitions, ...b.definitions } })),
    join("allOf", not(a), not(b)),
  );
  yield* equal("a reference means its target", { $ref: "#/$defs/target", $defs: { ...a.definitions, target: a.schema } }, left);
  yield* equal("names of definitions have no meaning", whole(part(right, "renamed")), right);
  yield* equal("the order of branches has no meaning", reversed(left) as JsonSchema, left);
}

function* equal(law: string, left: JsonSchema, right: JsonSchema): Generator<readonly [string, JsonSchema, JsonSchema]> {
  yield [`${law} (⊆)`, left, right];
  yield [`${law} (⊇)`, right, left];
}

function expectNoWitness(report: LawReport, seed: number, law: string, a: JsonSchema, b: JsonSchema): void {
  const verdict = ask(report, a, b);
  if (verdict?.verdict === "no") report.faults.push({ seed, law, a, b, verdict });
}

function expectTransitive(report: LawReport, seed: number, [a, b, c]: readonly [Part, Part, Part]): void {
  const steps = [ask(report, whole(a), whole(b)), ask(report, whole(b), whole(c))];
  if (steps.some((step) => step?.verdict !== "yes")) return;
  expectNoWitness(report, seed, "A ⊆ B ⊆ C", whole(a), whole(c));
}

/** Checks that schemas with the same meaning get the same verdict. */
function expectSame(report: LawReport, seed: number, a: Part, b: Part): void {
  const verdict = ask(report, whole(a), whole(b));
  const other = ask(report, reversed(whole(a)) as JsonSchema, whole(part(whole(b), "renamed")));
  if (verdict === undefined || other === undefined || [verdict.verdict, other.verdict].includes("unknown")) return;
  if (verdict.verdict !== other.verdict) report.faults.push({ seed, law: "equal meaning", a: whole(a), b: whole(b), verdict: other });
}

function ask(report: LawReport, a: JsonSchema, b: JsonSchema): SubsetVerdict | undefined {
  const [left, right] = [suiteSchema(a, {}), suiteSchema(b, {})];
  if (typeof left === "string" || typeof right === "string") return undefined;
  report.asked++;
  const verdict = createSubsetChecker().isSubset(left, right);
  if (verdict.verdict === "unknown") report.unknown++;
  return verdict;
}

function part(schema: JsonSchema, prefix: string): Part {
  const { $defs = {}, ...others } = schema as Keywords;
  const rename = (value: unknown): unknown => replaced(value, prefix);
  const definitions = Object.fromEntries(Object.entries($defs as Keywords).map(([name, value]) => [`${prefix}-${name}`, rename(value)]));
  return { schema: rename(others) as JsonSchema, definitions };
}

function replaced(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, prefix));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === "$ref" && typeof member === "string" ? member.replace("#/$defs/", `#/$defs/${prefix}-`) : replaced(member, prefix),
  ]);
  return Object.fromEntries(entries);
}

function whole({ schema, definitions }: Part): JsonSchema {
  return { ...(schema as Keywords), $defs: definitions };
}

function not({ schema, definitions }: Part): Part {
  return { schema: { not: schema }, definitions };
}

function join(keyword: "allOf" | "anyOf", a: Part, b: Part): JsonSchema {
  return { [keyword]: [a.schema, b.schema], $defs: { ...a.definitions, ...b.definitions } };
}

const unordered = new Set(["anyOf", "allOf", "oneOf", "enum", "required", "type"]);

function reversed(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = key === "enum" ? value : value.map((item) => reversed(item));
    return unordered.has(key) ? items.toReversed() : items;
  }
  if (typeof value !== "object" || value === null || key === "const") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member, ["properties", "$defs"].includes(key) ? "" : name)]),
  );
}
