import { expect, test } from "vitest";
import { constraintsOn } from "../../generator/compat/protocol/constraints.js";
import { Verdicts } from "../../generator/lint/verdicts.js";
import { canonical } from "../../generator/model/canonical.js";
import { isStackOverflow } from "../../generator/diagnostics/stack-overflow.js";
import type { Json, Schema } from "../../generator/model/schema.js";
import { ReaderView } from "../../generator/model/reader-view.js";
import { schemaOf } from "../helpers/schema-of.js";
import { mutateSchema } from "./mutate-schema.js";
import { evolveMessage, randomMessage } from "./random-message.js";
import { Random } from "./random.js";
import { randomSchema } from "./random-schema.js";
import { valueFor } from "./value-for.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const schemas = Number(process.env["FUZZ_SCHEMAS"] ?? 300);

// A constraint that is missing would let a break pass once all findings are waived; one too many would blame a change that is harmless.
test(`what is sent is accepted where it satisfies every constraint, and only there (seed ${seed})`, { timeout: 3_600_000 }, () => {
  const wrong: unknown[] = [];
  const counts = { accepted: 0, refused: 0, constraints: 0, whole: 0 };
  for (let index = 0; index < schemas; index++) {
    const random = new Random(seed + index);
    const [old, today] = pairOf(random, index);
    const view = new ReaderView(random.chance(0.5) ? "strict" : "tolerant");
    const [accepted, sent] = [view.of(schemaOf(old).schema), view.of(schemaOf(today).schema)];
    const constraints = constraintsOn(accepted, sent);
    counts.constraints += constraints.length;
    counts.whole += constraints.filter(({ schema }) => canonical(schema) === canonical(accepted)).length;
    const verdicts = new Verdicts();
    const values = [
      ...Array.from({ length: 15 }, () => valueFor(random, today)),
      ...Array.from({ length: 10 }, () => valueFor(random, old)),
    ];
    for (const value of values as Json[]) {
      const isAccepted = verdictOf(accepted, value, verdicts);
      if (verdictOf(sent, value, verdicts) !== true || isAccepted === undefined) continue;
      counts[isAccepted ? "accepted" : "refused"] += 1;
      const isSatisfied = constraints.every(({ schema }) => verdictOf(schema, value, verdicts) !== false);
      if (isSatisfied !== isAccepted) wrong.push({ seed: seed + index, old, today, value, isAccepted, isSatisfied });
    }
  }
  console.log(`constraints fuzz seed ${seed}: ${schemas} pairs, ${JSON.stringify(counts)}, ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
  expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(0);
});

/** `undefined` where references go in a circle, which lint refuses. */
function verdictOf(schema: Schema, value: Json, verdicts: Verdicts): boolean | undefined {
  try {
    return verdicts.refusal(schema, value) === undefined;
  } catch (error) {
    if (isStackOverflow(error)) return undefined;
    throw error;
  }
}

type JsonSchema = ReturnType<typeof randomSchema>;

/** Schemas of every kind, and messages as people change them. */
function pairOf(random: Random, index: number): readonly [JsonSchema, JsonSchema] {
  const make = index % 2 === 0 ? randomSchema : randomMessage;
  const change = index % 2 === 0 ? mutateSchema : evolveMessage;
  const old = make(random);
  const today = change(random, random.chance(0.5) ? change(random, old) : old);
  return random.chance(0.5) ? [old, today] : [today, old];
}
