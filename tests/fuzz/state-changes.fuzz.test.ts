import { join } from "node:path";
import * as dag from "@dagwire/dag";
import { describe, expect, test } from "vitest";
import type { Json } from "../../generator/base/json.js";
import { exampleTools } from "../../generator/check/example-tools.js";
import { subsetQuestions } from "../../generator/check/provers.js";
import { compareSteps } from "../../generator/evolution/state/compare-steps.js";
import type { Stateful } from "../../generator/evolution/state/compare-steps.js";
import { differenceOf } from "../../generator/evolution/state/divergence.js";
import { Reducer } from "../../generator/evolution/state/reducer.js";
import type { Sent } from "../../generator/evolution/state/reducer.js";
import { envelopeSchema } from "../../generator/model/envelope-schema.js";
import * as house from "../golden/state/generated/index.js";
import { editedVersion } from "../helpers/edited-protocol.js";
import { repository } from "../helpers/run-cli.js";
import { seedOf } from "../helpers/seed.js";
import { mutateSteps } from "./mutate-steps.js";
import { randomMessage } from "./random-events.js";
import { Random } from "./random.js";

const seed = seedOf("FUZZ_SEED");
const mutants = Number(process.env["FUZZ_STATE_CHANGES"] ?? 15);
const sequences = Number(process.env["FUZZ_STATE_SEQUENCES"] ?? 100);
const tools = exampleTools(subsetQuestions());

const protocols = [
  {
    name: "the reference protocol",
    folder: join(repository, "schema", "dag"),
    files: [
      ...[
        "node_state",
        "node_log",
        "cost_update",
        "human_gate_waiting",
        "human_gate_resolved",
        "run_started",
        "progress",
        "run_paused",
      ].map((name) => `server/${name}.schema.json`),
      "server/budget_exceeded.schema.json",
      "server/execution_complete.schema.json",
      "common/dag_mutation.schema.json",
    ],
    apply: (state: Json, event: Json): Json =>
      dag.applyServerEvent(state as unknown as dag.DagState, event as unknown as dag.ServerEvent).state as unknown as Json,
  },
  {
    name: "a protocol with nested tags and a part of a message",
    folder: join(repository, "tests", "golden", "state"),
    files: ["events.json"],
    apply: (state: Json, event: Json): Json =>
      house.applyServerEvent(state as unknown as house.House, event as unknown as house.ServerEvent).state,
  },
];

/** Returns random valid messages: few keys, and often few kinds of events. */
function sequenceOf(random: Random, { model }: Stateful): Sent[] {
  const { events } = model.server;
  const kinds = random.chance(0.5) ? events : random.list(3, () => random.pick(events));
  const source = { random, texts: ["a", "b"] };
  return random
    .list(2 + random.below(16), () => random.pick(kinds))
    .flatMap((event) => {
      for (let tries = 0; tries < 50; tries += 1) {
        const message = randomMessage(event, source);
        if (tools.refusedAt(envelopeSchema(event), message) === undefined) return [{ event, message }];
      }
      return [];
    });
}

/** Returns the events after which two versions differ, if some of the sequences shows it. */
function contradiction(random: Random, before: Stateful, after: Stateful): string | undefined {
  const [old, now] = [new Reducer(before.model, before.state), new Reducer(after.model, after.state)];
  for (let count = 0; count < sequences; count += 1) {
    let [a, b] = [now.initial, old.initial];
    const sent = sequenceOf(random, after);
    for (const [index, one] of sent.entries()) {
      [a, b] = [now.apply(a, one), old.apply(b, one)];
      const found = differenceOf(a, b, before.state.schema);
      if (found !== undefined) return JSON.stringify([found, sent.slice(0, index + 1).map(({ message }) => message)]);
    }
  }
  return undefined;
}

describe.each(protocols)(`changed steps of $name (FUZZ_SEED=${seed} FUZZ_STATE_CHANGES=${mutants})`, ({ folder, files, apply }) => {
  test("that are called equal show no difference in random sequences", { timeout: 3_600_000 }, () => {
    const before = editedVersion(folder);
    const tally = { equal: 0, breaking: 0, unknown: 0, refused: 0 };
    for (let index = 0; index < mutants; index += 1) {
      const random = new Random(seed + index);
      const file = random.pick(files);
      let after: Stateful;
      try {
        after = editedVersion(folder, { [file]: (schema) => void mutateSteps(random, schema) });
      } catch {
        tally.refused += 1;
        continue;
      }
      const cells = compareSteps(after, before, tools);
      const kinds = new Set(cells.map(({ verdict }) => verdict.verdict));
      tally[kinds.has("breaking") ? "breaking" : kinds.has("unknown") ? "unknown" : "equal"] += 1;
      const found = cells.length > 0 ? undefined : contradiction(random, before, after);
      if (found !== undefined) expect.fail(`FUZZ_SEED=${seed + index} FUZZ_STATE_CHANGES=1: ${file} is called equal: ${found}`);
    }
    console.log(`seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally.equal).toBeGreaterThan(0);
    // Few mutants may all be harmless by chance.
    if (mutants >= 100) expect(tally.breaking).toBeGreaterThan(mutants / 20);
    if (mutants >= 100) expect(tally.unknown).toBeLessThan(mutants / 10);
  });

  test("are applied as the generated reducer applies them", { timeout: 3_600_000 }, () => {
    const version = editedVersion(folder);
    const reducer = new Reducer(version.model, version.state);
    for (let index = 0; index < sequences; index += 1) {
      let [own, generated] = [reducer.initial, reducer.initial];
      for (const sent of sequenceOf(new Random(seed + index), version)) {
        [own, generated] = [reducer.apply(own, sent), apply(generated, sent.message)];
        expect(own).toEqual(generated);
      }
    }
  });
});
