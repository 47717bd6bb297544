import { describe, expect, test } from "vitest";
import type { Json } from "../../../../generator/base/json.js";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { WireFinding } from "../../../../generator/check/finding.js";
import { limitMessages, limitRelated } from "../../../../generator/check/limit-findings.js";
import { subsetQuestions } from "../../../../generator/check/provers.js";
import { applyWaivers } from "../../../../generator/check/waivers.js";
import { Consumer } from "../../../../generator/evolution/peer/consumer.js";
import { RequirementBudget } from "../../../../generator/evolution/peer/requirement-budget.js";
import type { Questions } from "../../../../generator/evolution/peer/wire.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";

function model(properties: Readonly<Record<string, object>>): ProtocolModel {
  const { model: made, text } = modelOf({
    "protocol.json": manifest({ server: ["state.json"] }),
    "state.json": eventSchema("state", properties),
  });
  if (made === undefined) throw new Error(text);
  return made;
}

const fields = (count: number, schema: object) =>
  Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`f${index}`, schema]));

const values = (count: number) => ({ enum: Array.from({ length: count }, (_unused, index) => `v${index}`) });

const schemaOf = (made: ProtocolModel) => made.server.events.map(({ schema }) => schema);

describe("requirements that are judged one by one", () => {
  test("are 400 of a small event, and fewer of a large one", () => {
    const small = schemaOf(model(fields(3, { type: "string" })));
    const budget = new RequirementBudget();
    expect(budget.mostFor(small)).toBe(400);
    expect(budget.mostFor(schemaOf(model({ one: values(20_000) })))).toBe(Math.floor(1_000_000 / 20_003));
  });

  test("are 8 of each event when other events have used up the work of the direction", () => {
    const small = schemaOf(model(fields(3, { type: "string" })));
    const budget = new RequirementBudget();
    budget.spend(10_000_000, small);
    expect(budget.mostFor(small)).toBe(8);
  });

  test.each([
    [true, 25, 26, "25 other questions about the event exceed the limit of the prover, so dagwire asks no further one"],
    [false, 100, 100, "hard"],
  ])("are no longer asked after 25 questions over the limit: %s", (isOverLimit, asked, parts, reason) => {
    let count = 0;
    const questions: Questions = {
      isEmpty: () => false,
      isSubset: () => {
        count++;
        return { verdict: "unknown", reason: "hard", isOverLimit };
      },
    };
    const consumer = new Consumer(model(fields(100, { type: "string" })), "server", questions);
    const found = model(fields(100, { type: "integer" })).server.events.flatMap((event) => consumer.brokenPartsOf(event));
    expect(count).toBe(asked);
    expect(found).toHaveLength(parts);
    expect(found.at(-1)?.verdict).toEqual({ verdict: "unknown", reason, ...(!isOverLimit && { isOverLimit }) });
  });
});

/** Returns an event in which each definition is a union of two branches that both refer to the definition before. */
function chain(length: number, leaf: object, more: object = {}): ProtocolModel {
  const definitions = Array.from({ length }, (_unused, index) => {
    const before = { $ref: `#/$defs/d${index - 1}` };
    return [`d${index}`, index === 0 ? leaf : { ...more, anyOf: [before, { ...before, maxProperties: 100 - index }] }] as const;
  });
  const event = { ...eventSchema("state", { body: { $ref: `#/$defs/d${length - 1}` } }, ["body"]), $defs: Object.fromEntries(definitions) };
  const { model: made, text } = modelOf({ "protocol.json": manifest({ server: ["state.json"] }), "state.json": event });
  if (made === undefined) throw new Error(text);
  return made;
}

describe("an event that cannot be compared is undecided, with the reason", () => {
  const object = (maxLength: number) => ({ type: "object", properties: { a: { type: "string", maxLength } }, required: ["a"] });
  test.each([
    [
      "more than 100,000 schemas and listed values",
      () => model({ one: values(50_000) }),
      () => model({ one: values(50_001) }),
      "the two versions have more than 100,000 schemas and listed values",
    ],
    [
      "forty unions of which each has two ways to the one before",
      () => chain(40, { type: "string", maxLength: 9 }),
      () => chain(40, { type: "string", maxLength: 8 }),
      "a value has more than 100,000 ways through the unions of a schema",
    ],
    [
      "the same with objects that name properties",
      () => chain(40, object(9), { properties: { b: true } }),
      () => chain(40, object(8), { properties: { b: true } }),
      "a schema has more than 20,000 ways through its unions",
    ],
  ])("%s", (_name, before, today, reason) => {
    const consumer = new Consumer(before(), "server", subsetQuestions());
    for (const event of today().server.events) {
      expect(consumer.verdictOn(event)).toMatchObject({ verdict: "unknown", reason });
      expect(consumer.brokenPartsOf(event).map(({ verdict }) => verdict)).toMatchObject([{ verdict: "unknown", reason }]);
    }
  });

  test("a chain of ten such unions is decided", () => {
    const consumer = new Consumer(chain(10, object(8)), "server", subsetQuestions());
    expect(chain(10, object(9)).server.events.map((event) => consumer.verdictOn(event).verdict)).toEqual(["breaking"]);
  });
});

describe("an event with more than 2,000 findings", () => {
  const breaks = (count: number): readonly WireFinding[] =>
    checkProtocol({
      today: model({ one: values(count + 1) }),
      baselines: [{ label: "before", roles: ["deployed"], model: model({ one: values(1) }) }],
      deploy: "server-first",
      questions: subsetQuestions(),
    }).findings.filter(({ severity }) => severity === "breaking");

  test("has one finding for all others, which says how many, and which no other waiver covers", { timeout: 60_000 }, () => {
    const found = breaks(2_010);
    expect(found).toHaveLength(2_001);
    const last = found.find(({ rule }) => rule === "SERVER_EVENT_INCOMPATIBLE");
    expect(last?.message).toContain('server event "state" has 10 further findings about changes that break readers.');
    expect(last?.witness).toBeDefined();
    const waivers = found.filter((finding) => finding !== last).map(({ fingerprint }) => ({ fingerprint, reason: "known" }));
    const open = applyWaivers(found, waivers, "2026-01-01").findings.filter(({ waived }) => waived === undefined);
    expect(open).toEqual([last]);
    const later = breaks(2_011).find(({ rule }) => rule === "SERVER_EVENT_INCOMPATIBLE");
    expect(later?.message).toContain("11 further findings");
    expect(later?.fingerprint).not.toBe(last?.fingerprint);
  });

  test("of exactly 2,001 findings each is shown", { timeout: 60_000 }, () => {
    expect(new Set(breaks(2_001).map(({ rule }) => rule))).toEqual(new Set(["SERVER_ENUM_VALUE_ADDED"]));
  });
});

describe("long lists in the findings about one event", () => {
  test("related changes are cut, and the last entry says how many are left out", () => {
    const related = Array.from({ length: 300 }, (_unused, index) => ({ rule: "SERVER_FIELD_OPTIONAL_ADDED", message: `change ${index}` }));
    const cut = limitRelated(related, 1);
    expect(cut).toHaveLength(201);
    expect(cut.at(-1)).toEqual({ rule: "SERVER_FIELD_OPTIONAL_ADDED", message: "100 further changes, which are left out here." });
    expect(limitRelated(related, 2_000)).toHaveLength(11);
    expect(limitRelated(related.slice(0, 11), 2_000)).toHaveLength(11);
  });

  test("messages of more than 2,000,000 characters are left out, and the finding says so", () => {
    const message: Json = { text: "x".repeat(1_500_000) };
    const finding: WireFinding = {
      rule: "SERVER_TYPE_CHANGED",
      severity: "breaking",
      direction: "server",
      flow: "new-to-old",
      event: "state",
      path: "",
      place: { file: "state.json", pointer: "", on: "value" },
      message: "It changed.",
      hint: "",
      baselines: [],
      related: [],
      fingerprint: "0",
      witness: { message, path: "", expected: "", got: "" },
    };
    const [first, second, third] = limitMessages([finding, finding, finding]);
    expect([first, second]).toEqual([finding, finding]);
    expect(third?.witness).toBeUndefined();
    expect(third?.message).toBe(
      "It changed. The report leaves out this refused message, because it shows messages of 2,000,000 characters.",
    );
  });
});
