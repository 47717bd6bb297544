import { SeededChoices } from "../../generator/sample/choices.js";
import { Sampler } from "../../generator/sample/sampler.js";
import type { Schema } from "../../generator/schema/schema.js";
import type { SubsetChecker } from "../../generator/subset/subset-checker.js";
import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { changedValue, valueFor } from "./value-for.js";

/** One schema in both forms, and its validator. */
export type Sampled = {
  readonly schema: JsonSchema;
  readonly parsed: Schema;
  readonly accepts: (value: unknown) => boolean;
};

const triedValues = 24;
const triedSamples = 12;
const triedChanges = 4;
const changedValues = 12;

/**
 * Returns different values that the validator of a schema accepts: random values for the schema, samples of the generator, and both
 * with small changes, such as without one property. If it accepts none of them, returns the value that the prover finds.
 */
export function acceptedValues(random: Random, { schema, parsed, accepts }: Sampled, checker: SubsetChecker): readonly unknown[] {
  const samples = random.list(triedSamples, () => new Sampler(new SeededChoices(random.below(2 ** 31))).sample(parsed));
  const first = different([...random.list(triedValues, () => valueFor(random, schema)), ...samples].filter(accepts));
  const near = first.slice(0, changedValues).flatMap((value) => random.list(triedChanges, () => changedValue(random, value)));
  const found = different([...first, ...near.filter(accepts)]);
  return found.length > 0 ? found : witnessOf(parsed, checker).filter(accepts);
}

function witnessOf(schema: Schema, checker: SubsetChecker): readonly unknown[] {
  const answer = checker.isSatisfiable(schema);
  return answer.verdict === "yes" ? [answer.witness] : [];
}

function different(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.filter((value) => value !== undefined).map((value) => [JSON.stringify(value), value])).values()];
}
