import { describe, expect, test } from "vitest";
import { SourceCheck } from "../../../../../generator/evolution/source/source-verdict.js";
import type { ProtocolSourceVerdict } from "../../../../../generator/evolution/source/source-verdict.js";
import { modelOf } from "../../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../../helpers/protocol-folder.js";

const values = (count: number, from = 0): object => ({ enum: Array.from({ length: count }, (_unused, index) => `v${index + from}`) });

const valuesBut = (count: number, missing: number): object => ({
  enum: Array.from({ length: count }, (_unused, index) => `v${index}`).toSpliced(missing, 1),
});

const fields = (names: number, schema: object): Record<string, object> =>
  Object.fromEntries(Array.from({ length: names }, (_unused, index) => [`f${index}`, schema]));

/** Returns an object schema whose fields are all required. */
const object = (properties: Record<string, object>): object => ({ type: "object", properties, required: Object.keys(properties) });

function verdictOn(before: object, after: object): ProtocolSourceVerdict["server"] {
  const [old, today] = [before, after].map((body) =>
    modelOf({ "protocol.json": manifest({ server: ["state.json"] }), "state.json": eventSchema("state", { body }, ["body"]) }),
  );
  if (old?.model === undefined || today?.model === undefined) throw new Error(`${old?.text}${today?.text}`);
  return new SourceCheck(old.model, today.model).protocol().server;
}

describe.each([
  [4, 40],
  [12, 50],
])("an object with %i required enumerations of %i values", (names, count) => {
  test("one more value in each: every reason is found", () => {
    const { consumer, producer, undecided } = verdictOn(object(fields(names, values(count))), object(fields(names, values(count + 1))));
    expect(consumer).toHaveLength(names);
    expect(consumer[0]).toBe(`server event "state" at /body/f0 may now be "v${count}".`);
    expect({ producer, undecided }).toEqual({ producer: [], undecided: [] });
  });

  test("a change between one object and a union with a tag is decided, both ways", () => {
    const same = fields(names, values(count));
    const one = object({ kind: { enum: ["a", "b"] }, ...same });
    const union = { oneOf: ["a", "b"].map((kind) => object({ kind: { const: kind }, ...same })) };
    expect(verdictOn(union, one)).toEqual({ consumer: [], producer: [], undecided: [] });
    expect(verdictOn(one, union)).toMatchObject({ producer: [], undecided: [] });
  });
});

test("a union whose members each lack one value of every field is undecided, and the verdict gives the reason", () => {
  const [names, count] = [5, 8];
  const one = object(fields(names, values(count)));
  const union = { anyOf: Array.from({ length: count }, (_unused, index) => object(fields(names, valuesBut(count, index)))) };
  const reason = (use: string): string =>
    `server event "state" at /body: dagwire cannot decide whether code that ${use} this value compiles: the enumerations of the type have more than 10,000 combinations.`;
  expect(verdictOn(one, union)).toMatchObject({ producer: [], undecided: [reason("writes")] });
  expect(verdictOn(union, one)).toMatchObject({ consumer: [], undecided: [reason("reads")] });
});

test("all of a few combinations are checked", () => {
  const pair = (a: string, b: string): object => object({ f0: { const: a }, f1: { const: b } });
  const all = object({ f0: { enum: ["x", "y"] }, f1: { enum: ["x", "y"] } });
  const union = { oneOf: [pair("x", "x"), pair("x", "y"), pair("y", "x"), pair("y", "y")] };
  expect(verdictOn(all, union)).toMatchObject({ producer: [], undecided: [] });
  expect(verdictOn(union, all)).toEqual({ consumer: [], producer: [], undecided: [] });
  const gap = { oneOf: [pair("x", "x"), pair("x", "y"), pair("y", "x")] };
  expect(verdictOn(all, gap).producer).toEqual(['server event "state" at /body/f1 no longer accepts "y".']);
});
