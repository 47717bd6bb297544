import { expect, test } from "vitest";
import { constraintsOn } from "../../generator/evolution/peer/constraints.js";
import { Verdicts } from "../../generator/lint/verdicts.js";
import { canonical } from "../../generator/schema/canonical.js";
import { isStackOverflow } from "../../generator/base/stack-overflow.js";
import type { Json } from "../../generator/base/json.js";
import type { Schema } from "../../generator/schema/schema.js";
import { ReaderView } from "../../generator/schema/reader-view.js";
import { schemaOf } from "../helpers/schema-of.js";
import { mutateSchema } from "./mutate-schema.js";
import { evolveMessage, randomMessage } from "./random-message.js";
import { Random } from "./random.js";
import { randomSchema } from "./random-schema.js";
import { valueFor } from "./value-for.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const schemas = Number(process.env["FUZZ_SCHEMAS"] ?? 300);

// A missing constraint would let a break pass when all findings are waived. A needless one would report a harmless change.
test(`a message is accepted if and only if it satisfies every constraint (seed ${seed})`, { timeout: 3_600_000 }, () => {
  const wrong: unknown[] = [];
  const counts = { accepted: 0, refused: 0, constraints: 0, whole: 0 };
  for (let index = 0; index < schemas; index++) {
    const random = new Random(seed + index);
    const [old, today] = pairOf(random, index);
    const view = new ReaderView(random.chance(0.5) ? "strict" : "tolerant");
    const [accepted, sent] = [view.of(schemaOf(old).schema), view.of(schemaOf(today).schema)];
    const constraints = constraintsOn(accepted, sent, random.chance(0.5) ? 1 + random.below(6) : undefined);
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

/** Returns `undefined` if references form a circle, which lint refuses. */
function verdictOf(schema: Schema, value: Json, verdicts: Verdicts): boolean | undefined {
  try {
    return verdicts.refusal(schema, value) === undefined;
  } catch (error) {
    if (isStackOverflow(error)) return undefined;
    throw error;
  }
}

type JsonSchema = ReturnType<typeof randomSchema>;

/** Returns a random schema and a changed version of it: of any kind, or a schema of a message with changes that people make. */
function pairOf(random: Random, index: number): readonly [JsonSchema, JsonSchema] {
  const make = index % 2 === 0 ? randomSchema : randomMessage;
  const change = index % 2 === 0 ? mutateSchema : evolveMessage;
  const old = make(random);
  const today = change(random, random.chance(0.5) ? change(random, old) : old);
  return random.chance(0.5) ? [old, today] : [today, old];
}
