import { describe, expect, test } from "vitest";
import type { Direction } from "../../../../generator/model/event-model.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { numberIn } from "../../../../generator/sample/sampler.js";
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

  test.each([
    ["a part of a whole", { exclusiveMinimum: 0, exclusiveMaximum: 1 }],
    ["one fraction", { minimum: 0.5, maximum: 0.5 }],
    ["quarters", { exclusiveMinimum: 0, exclusiveMaximum: 1, multipleOf: 0.25 }],
    ["halves between negative numbers", { exclusiveMinimum: -1, exclusiveMaximum: 0, multipleOf: 0.5 }],
  ])("finds a number between bounds without a whole number: %s", (_title, bounds) => {
    const schema = eventSchema("share", { n: { type: "number", ...bounds } }, ["n"]);
    const model = modelIn(temporaryFolder({ "protocol.json": manifest({ server: ["share.json"], client: [] }), "share.json": schema }));
    const [event] = model.server.events;
    const set = compileValidators(model, "server");
    const choices = new SeededChoices(1);
    const number = event?.schema.properties?.get("n");
    if (number === undefined) throw new Error("the event has a number");
    const values = Array.from({ length: 20 }, () => numberIn([number], choices));
    expect(values.filter((n) => !set.validate({ type: "share", n }))).toEqual([]);
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
