import { expect, test } from "vitest";
import { SourceCheck } from "../../generator/evolution/source/source-verdict.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { versionModel } from "../helpers/change-fixture.js";
import { consumerProgram, unread } from "../helpers/consumer-program.js";
import { producerProgram } from "../helpers/producer-program.js";
import { TypeProgram } from "../helpers/type-program.js";
import { evolveMessage, randomMessage } from "./random-message.js";
import { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { refactorSchema } from "./refactor-schema.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const pairs = Number(process.env["FUZZ_SOURCES"] ?? 60);

/** One pair of versions, and whether both have the same meaning. */
type Case = { readonly before: JsonSchema; readonly after: JsonSchema; readonly isRefactoring: boolean };

type Verdict = { readonly consumer: boolean; readonly producer: boolean };

function makeCase(random: Random): Case {
  const before = randomMessage(random);
  const isRefactoring = random.chance(0.2);
  return { before, after: isRefactoring ? refactorSchema(random, before) : evolveMessage(random, before), isRefactoring };
}

/** Builds a protocol of one event whose body is the schema. Returns `undefined` if the schema cannot be a body. */
function modelWith(body: JsonSchema): ProtocolModel | undefined {
  const { $defs, ...rest } = typeof body === "boolean" ? { $defs: {}, allOf: [body] } : body;
  const event = { type: "object", properties: { type: { const: "state" }, body: rest }, required: ["type", "body"], $defs };
  try {
    return versionModel({ events: { state: event } });
  } catch (error) {
    if (error instanceof Error && error.message.includes("error ")) return undefined;
    throw error;
  }
}

test(`the verdict on TypeScript is the compiler's (FUZZ_SEED=${seed} FUZZ_SOURCES=${pairs})`, { timeout: 3_600_000 }, () => {
  const random = new Random(seed);
  const program = new TypeProgram();
  const cases: (Case & { readonly folder: string; readonly verdict: Verdict })[] = [];
  for (let count = 0; count < pairs; count += 1) {
    const made = makeCase(random);
    const [before, after] = [modelWith(made.before), modelWith(made.after)];
    if (before === undefined || after === undefined) continue;
    const folder = `/${count}`;
    for (const [name, model] of Object.entries({ before, after })) {
      program.addTypes(`${folder}/${name}`, model);
      program.add(`${folder}/consumer-${name}.ts`, consumerProgram(before, name));
      program.add(`${folder}/producer-${name}.ts`, producerProgram(before, name));
    }
    const { consumer, producer } = new SourceCheck(before, after).protocol().server;
    cases.push({ ...made, folder, verdict: { consumer: consumer.length === 0, producer: producer.length === 0 } });
  }
  const counts = { compared: 0, consumerBreaks: 0, producerBreaks: 0, unfitProgram: 0, cautious: 0 };
  const wrong: string[] = [];
  for (const { folder, before, after, isRefactoring, verdict } of cases) {
    for (const role of ["consumer", "producer"] as const) {
      if (program.errors(`${folder}/${role}-before.ts`).length > 0) {
        counts.unfitProgram += 1;
        continue;
      }
      const errors = program.errors(`${folder}/${role}-after.ts`);
      counts.compared += 1;
      if (errors.length > 0) counts[`${role}Breaks`] += 1;
      if (errors.length === 0 && !verdict[role] && !isRefactoring && program.text(`${folder}/${role}-before.ts`).includes(unread)) {
        counts.cautious += 1;
        continue;
      }
      const isWrong = (errors.length === 0) !== verdict[role] || (isRefactoring && !verdict[role]);
      if (isWrong) wrong.push(JSON.stringify({ folder, role, says: verdict[role], errors: errors.slice(0, 2), before, after }));
    }
  }
  console.log(`source fuzz seed ${seed}: ${JSON.stringify(counts)}, ${pairs - cases.length} pairs unfit, ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
  expect(counts.compared).toBeGreaterThan(0);
});
