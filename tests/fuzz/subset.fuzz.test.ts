import { expect, test } from "vitest";
import { fuzzSubsets } from "./subset-fuzz.js";
import { fuzzLaws } from "./subset-laws.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const directions = Number(process.env["FUZZ_SUBSETS"] ?? 400);
const samplesEach = 20;

test(
  `checker, specification, sampler and ajv agree on random pairs (FUZZ_SEED=${seed} FUZZ_SUBSETS=${directions})`,
  { timeout: 36_000_000 },
  () => {
    const report = fuzzSubsets(seed, directions, samplesEach);
    const { yes, no, unknown, judgedByAjv, knownToDiffer, faults, reasons } = report;
    console.log(
      `subset fuzz seed ${seed}: ${report.directions} directions: ${yes} yes, ${no} no (${judgedByAjv} judged by ajv too, which differs on ${knownToDiffer} as it is known to), ${unknown} unknown`,
    );
    for (const [reason, count] of reasons) console.log(`  ${count} × ${reason}`);
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect(unknown).toBeLessThan(report.directions / 100);
  },
);

// A trio takes about 20 questions.
const trios = Math.ceil(directions / 100);

test(`laws of sets hold on random schemas (FUZZ_SEED=${seed}, ${trios} trios)`, { timeout: 36_000_000 }, () => {
  const { asked, unknown, faults } = fuzzLaws(seed, trios);
  console.log(`subset laws seed ${seed}: ${asked} questions, ${unknown} unknown`);
  expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
  expect(unknown).toBeLessThan(Math.max(1, asked / 50));
});
