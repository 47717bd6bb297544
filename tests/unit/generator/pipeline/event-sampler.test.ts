import { describe, expect, test } from "vitest";
import type { Direction } from "../../../../generator/model/event-model.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { SeededChoices } from "../../../../generator/sample/choices.js";
import { EventSampler } from "../../../../generator/pipeline/event-sampler.js";
import { compileValidators } from "../../../../generator/validate/compile-protocol.js";
import { corpusCases, writeCaseConfig } from "../../../helpers/corpus.js";
import { modelIn } from "../../../helpers/model-of.js";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import { describeWithShared } from "../../../helpers/shared-data.js";

function sampler(contents: Readonly<Record<string, object>>, seed: number): EventSampler {
  return samplerOf(
    modelIn(temporaryFolder({ "protocol.json": manifest({ server: Object.keys(contents), client: [] }), ...contents })),
    "server",
    seed,
  );
}

function samplerOf(model: ProtocolModel, direction: Direction, seed: number): EventSampler {
  return new EventSampler(model[direction], compileValidators(model, direction), new SeededChoices(seed));
}

describe("EventSampler", () => {
  test("equal seeds give equal events, another seed gives others", () => {
    const contents = { "a.json": eventSchema("a", { n: { type: "integer" }, s: { type: "string" } }, ["n", "s"]) };
    const [one, same, other] = [1, 1, 2].map((seed) => {
      const events = sampler(contents, seed);
      return Array.from({ length: 20 }, () => events.next()?.event);
    });
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("if no guess is valid, the sampler searches; if no value exists, it names the event", () => {
    const events = sampler(
      {
        "hard.json": eventSchema("hard", { id: { type: "string", pattern: "^[A-Z]{3}-\\d{4}$" } }, ["id"]),
        "never.json": { ...eventSchema("never", { n: { type: "integer" } }, ["n"]), not: { required: ["n"] } },
      },
      1,
    );
    expect(events.next()?.name).toBe("hard");
    expect(events.missing()).toEqual(["never"]);
  });
});

describeWithShared("the cases of the corpus", "corpus/cases", () => {
  test.each(corpusCases())("$name: every dispatched event of both sides has a valid sample", (corpusCase) => {
    const folder = temporaryFolder();
    writeCaseConfig(corpusCase, folder);
    const model = modelIn(folder);
    expect((["server", "client"] as const).map((direction) => samplerOf(model, direction, 1).missing())).toEqual([[], []]);
  });
});
