import { Ajv2020 } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import type { CompiledValidator } from "../helpers/compiled-validator.js";
import { compiledValidator } from "../helpers/compiled-validator.js";
import { suiteSchema } from "../helpers/json-schema-test-suite.js";
import { Random } from "./random.js";
import { referenceVerdict } from "./reference-validator.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema, randomValue } from "./random-schema.js";
import { valueFor } from "./value-for.js";
import { without } from "./without.js";

/** The verdicts of all validators on a value. They should be equal. */
export type Verdicts = {
  readonly reference: boolean;
  /** `undefined` if ajv is known to get the schema's keywords wrong. */
  readonly ajv: boolean | undefined;
  readonly guard: boolean;
  readonly explain: boolean;
  readonly tolerant: boolean;
  readonly tolerantExplain: boolean;
};

/** A value on which the validators differ. */
export type Difference = { readonly seed: number; readonly schema: JsonSchema; readonly value: unknown; readonly verdicts: Verdicts };

/** The result of a run. */
export type FuzzReport = {
  readonly values: number;
  readonly judgedByAjv: number;
  readonly accepted: number;
  readonly skipped: number;
  readonly differences: readonly Difference[];
};

type Judge = (value: unknown) => Verdicts;

/** Runs random values of random schemas through the guard, its explanation, a literal reading of the specification, and ajv. Schema number n has the seed `seed + n`. */
export function fuzzValidators(seed: number, schemas: number, valuesEach: number): FuzzReport {
  const report = { values: 0, judgedByAjv: 0, accepted: 0, skipped: 0, differences: [] as Difference[] };
  for (let index = 0; index < schemas; index++) {
    const random = new Random(seed + index);
    const schema = randomSchema(random);
    const judge = attempt(seed + index, () => judgeOf(schema));
    if (judge === undefined) {
      report.skipped++;
      continue;
    }
    for (let count = 0; count < valuesEach; count++) {
      const value = random.chance(0.8) ? valueFor(random, schema) : randomValue(random);
      const verdicts = judge(value);
      report.values++;
      if (verdicts.ajv !== undefined) report.judgedByAjv++;
      if (verdicts.reference) report.accepted++;
      if (differ(verdicts)) {
        report.differences.push(shrink({ seed: seed + index, schema, value, verdicts }));
        break;
      }
    }
  }
  return report;
}

/** Adds the seed to the error if generated code does not run at all. */
function attempt<T>(seed: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`schema of seed ${seed}`, { cause: error });
  }
}

/** Checks that the tolerant guard accepts every value that the strict one accepts. */
function differ({ reference, ajv, guard, explain, tolerant, tolerantExplain }: Verdicts): boolean {
  if (reference !== guard || guard !== explain || tolerant !== tolerantExplain) return true;
  return (ajv !== undefined && ajv !== guard) || (guard && !tolerant);
}

/**
 * ajv 8.20 gets unevaluated* over branches wrong: `{"contains":{},"unevaluatedItems":false}` refuses [1],
 * `{"oneOf":[{"patternProperties":{"a":false}},{}],"unevaluatedProperties":false}` accepts {"a":1}.
 */
function isKnownToAjv(schema: JsonSchema): boolean {
  const text = JSON.stringify(schema);
  // ajv 8.20 compares only items of the type that "items" requires, although "prefixItems" allows others.
  if (text.includes('"uniqueItems"') && text.includes('"prefixItems"')) return false;
  return !text.includes('"unevaluated') || !/"(anyOf|oneOf|if|not|dependentSchemas|contains)":/.test(text);
}

function judgeOf(schema: JsonSchema): Judge | undefined {
  const graph = suiteSchema(schema, {});
  if (typeof graph === "string") return undefined;
  const ours: CompiledValidator = compiledValidator(graph);
  const tolerant = compiledValidator(graph, { reader: "tolerant" });
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  formatsPlugin.default(ajv);
  const theirs = isKnownToAjv(schema) ? ajv.compile(schema) : undefined;
  return (value) => ({
    reference: referenceVerdict(schema, value),
    ajv: theirs && verdictOf(theirs, value),
    guard: ours.isValue(value),
    explain: ours.explain(value).length === 0,
    tolerant: tolerant.isValue(value),
    tolerantExplain: tolerant.explain(value).length === 0,
  });
}

/** For some schemas with unevaluatedProperties, ajv 8.20 makes code with a variable that it does not declare, such as `props0`. */
function verdictOf(validate: (value: unknown) => boolean, value: unknown): boolean | undefined {
  try {
    return validate(value);
  } catch (thrown) {
    if (thrown instanceof ReferenceError) return undefined;
    throw thrown;
  }
}

/** Removes parts of schema and value as long as the validators differ. */
function shrink(difference: Difference): Difference {
  let best = difference;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of candidates(best)) {
      const verdicts = verdictsOf(candidate.schema, candidate.value);
      if (verdicts === undefined || !differ(verdicts)) continue;
      best = { ...candidate, seed: best.seed, verdicts };
      isSmaller = true;
      break;
    }
  }
  return best;
}

function verdictsOf(schema: JsonSchema, value: unknown): Verdicts | undefined {
  try {
    return judgeOf(schema)?.(value);
  } catch {
    return undefined;
  }
}

function* candidates({ schema, value }: Difference): Generator<{ readonly schema: JsonSchema; readonly value: unknown }> {
  for (const smaller of without(schema)) yield { schema: smaller as JsonSchema, value };
  for (const smaller of without(value)) yield { schema, value: smaller };
}
