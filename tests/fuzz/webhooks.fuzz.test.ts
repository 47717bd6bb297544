import { expect, test } from "vitest";
import { type Json, Random, mutate } from "../../examples/engine/steps/mutate.js";
import { ajvJudge, definitionOf, generatedJudge, webhookExamples } from "./webhook-judges.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const mutantsPerPayload = Number(process.env["FUZZ_MUTANTS"] ?? 10);

test("generated validators and ajv agree on GitHub's example payloads and on mutants of them", { timeout: 3_600_000 }, () => {
  const random = new Random(seed);
  const payloads = webhookExamples.flatMap(({ name, examples }) =>
    examples.map((value) => ({ value: value as Json, definition: definitionOf(name, value) ?? name })),
  );
  const byAjv = ajvJudge();
  const byUs = generatedJudge([...new Set(payloads.map(({ definition }) => definition))]);
  const verdicts = { accepted: 0, refused: 0 };
  const differences: string[] = [];
  const compare = (definition: string, value: Json): void => {
    const want = byAjv(definition, value);
    verdicts[want ? "accepted" : "refused"] += 1;
    if (byUs(definition, value) !== want) differences.push(`${definition}: ajv ${want ? "accepts" : "refuses"} ${JSON.stringify(value)}`);
  };
  for (const { definition, value } of payloads) {
    compare(definition, value);
    for (let left = mutantsPerPayload; left > 0; left -= 1) compare(definition, mutate(value, random));
  }
  console.log(`seed ${seed}: ${verdicts.accepted} accepted, ${verdicts.refused} refused, ${differences.length} different`);
  expect(differences.slice(0, 5)).toEqual([]);
  expect(verdicts.accepted).toBeGreaterThan(276);
});
