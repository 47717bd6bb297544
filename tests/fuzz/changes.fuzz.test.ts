import { expect, test } from "vitest";
import { compareEvents } from "../../generator/evolution/change/compare-events.js";
import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import { canonical } from "../../generator/schema/canonical.js";
import { eventOf } from "../helpers/event-of.js";
import { mutateSchema } from "./mutate-schema.js";
import { Random } from "./random.js";
import { randomSchema } from "./random-schema.js";
import { refactorSchema } from "./refactor-schema.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const pairs = Number(process.env["FUZZ_SCHEMAS"] ?? 400);

test(`a refactoring is no change (FUZZ_SEED=${seed} FUZZ_SCHEMAS=${pairs})`, { timeout: 3_600_000 }, () => {
  const random = new Random(seed);
  const found: string[] = [];
  for (let count = 0; count < pairs; count += 1) {
    const before = randomSchema(random);
    const after = refactorSchema(random, before);
    const changes = compareEvents(eventOf(before), eventOf(after), "server");
    if (changes.length > 0) found.push(JSON.stringify({ before, after, changes: changes.map(({ kind, path }) => `${kind} ${path}`) }));
  }
  console.log(`changes fuzz seed ${seed}: ${pairs} refactorings, ${found.length} taken for changes`);
  expect(found).toEqual([]);
});

test(`every change that matters is named (FUZZ_SEED=${seed} FUZZ_SCHEMAS=${pairs})`, { timeout: 3_600_000 }, () => {
  const random = new Random(seed);
  const counts = { same: 0, named: 0, equal: 0, undecided: 0 };
  const missed: string[] = [];
  for (let count = 0; count < pairs; count += 1) {
    const before = randomSchema(random);
    const after = mutateSchema(random, before);
    const [old, today] = [eventOf(before), eventOf(after)];
    const changes = compareEvents(old, today, "server");
    for (const { sentence } of changes) expect(sentence).toMatch(/^server event "state" .+\.$/);
    const isSame = canonical(old.schema) === canonical(today.schema);
    if (changes.length > 0) counts.named += 1;
    if (isSame) counts.same += 1;
    if (isSame) expect(changes).toEqual([]);
    if (isSame || changes.length > 0) continue;
    const checker = createSubsetChecker({ maxSteps: 20_000 });
    const questions = [checker.isSubset(old.schema, today.schema), checker.isSubset(today.schema, old.schema)];
    const verdicts = new Set(questions.map(({ verdict }) => verdict));
    if (verdicts.has("no")) missed.push(JSON.stringify({ before, after }));
    else if (verdicts.has("unknown")) counts.undecided += 1;
    else counts.equal += 1;
  }
  console.log(`changes fuzz seed ${seed}: ${pairs} mutants, ${JSON.stringify(counts)}, ${missed.length} differ without a name`);
  expect(missed).toEqual([]);
  expect(counts.named).toBeGreaterThan(0);
});
