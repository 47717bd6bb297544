import { expect, test } from "vitest";
import { closedView } from "../../generator/schema/views/closed-view.js";
import { Verdicts } from "../../generator/lint/verdicts.js";
import type { Json } from "../../generator/base/json.js";
import { schemaOf } from "../helpers/schema-of.js";
import { Random } from "./random.js";
import { randomSchema } from "./random-schema.js";
import { valueFor } from "./value-for.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const schemas = Number(process.env["FUZZ_SCHEMAS"] ?? 1000);

// If a closed view accepted more than its schema, `check` would report messages that no code can send.
test(`a closed view accepts nothing that its schema refuses (seed ${seed})`, { timeout: 600_000 }, () => {
  const wrong: unknown[] = [];
  let accepted = 0;
  for (let index = 0; index < schemas; index++) {
    const random = new Random(seed + index);
    const json = randomSchema(random);
    const { schema } = schemaOf(json);
    const verdicts = new Verdicts();
    const closed = closedView(schema);
    for (let round = 0; round < 20; round++) {
      const value = valueFor(random, json) as Json;
      if (verdicts.refusal(closed, value) !== undefined) continue;
      accepted++;
      if (verdicts.refusal(schema, value) !== undefined) wrong.push({ seed: seed + index, json, value });
    }
  }
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(schemas);
});
