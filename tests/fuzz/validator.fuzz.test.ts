import { expect, test } from "vitest";
import { fuzzValidators } from "./validator-fuzz.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const schemas = Number(process.env["FUZZ_SCHEMAS"] ?? 150);
const valuesEach = 20;

test(
  `guard, explanation, specification and ajv agree on random schemas (FUZZ_SEED=${seed} FUZZ_SCHEMAS=${schemas})`,
  { timeout: 3_600_000 },
  () => {
    const report = fuzzValidators(seed, schemas, valuesEach);
    console.log(
      `fuzz seed ${seed}: ${report.values} values of ${schemas} schemas, ${report.judgedByAjv} judged by ajv too, ${report.accepted} accepted, ${report.skipped} schemas skipped`,
    );
    expect(report.differences.map((difference) => JSON.stringify(difference))).toEqual([]);
    expect(report.values).toBeGreaterThan(0);
  },
);
