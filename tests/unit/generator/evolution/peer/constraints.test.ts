import { describe, expect, test } from "vitest";
import type { Json } from "../../../../../generator/base/json.js";
import { constraintsOn } from "../../../../../generator/evolution/peer/constraints.js";
import { Verdicts } from "../../../../../generator/lint/verdicts.js";
import type { Schema } from "../../../../../generator/schema/schema.js";
import { modelOf } from "../../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../../helpers/protocol-folder.js";

function schemaOf(body: object): Schema {
  const { model, text } = modelOf({ "protocol.json": manifest({ server: ["a.json"] }), "a.json": eventSchema("a", { body }, ["body"]) });
  const [event] = model?.server.events ?? [];
  if (event === undefined) throw new Error(text);
  return event.schema;
}

const values = (count: number): object => ({ enum: Array.from({ length: count }, (_unused, index) => `v${index}`) });
const names = Array.from({ length: 1_000 }, (_unused, index) => `f${index}`);
const object = (schema: object, more: object = {}): object => ({
  type: "object",
  properties: { list: { type: "object", properties: Object.fromEntries(names.map((name) => [name, schema])), ...more } },
});

/** The accepted schema, the sent one, the path of what is judged as one, and the body of a message that only that part refuses. */
type Row = readonly [name: string, accepted: object, sent: object, path: string, refused: Json];
const rows: readonly Row[] = [
  ["values of an enumeration", values(1), values(1_000), "/body", "v999"],
  ["changed fields", object(values(1)), object(values(2)), "/body/list", { list: { f999: "v1" } }],
  [
    "undeclared fields",
    { type: "object", properties: { list: { type: "object", additionalProperties: false } } },
    object({}),
    "/body/list",
    { list: { f999: 1 } },
  ],
  [
    "required fields",
    object({}, { required: names }),
    object({}),
    "/body/list",
    { list: Object.fromEntries(names.slice(0, -1).map((name) => [name, 1])) },
  ],
];

describe("the requirements of an event beyond the 400th are judged as one", () => {
  test.each(rows)("%s", (_name, accepted, sent, path, refused) => {
    const all = constraintsOn(schemaOf(accepted), schemaOf(sent));
    expect(all).toHaveLength(401);
    expect(all.at(-1)).toMatchObject({ path, concern: "all" });
    const verdicts = new Verdicts();
    const broken = all.filter(({ schema }) => verdicts.refusal(schema, { type: "a", body: refused }) !== undefined);
    expect(broken).toEqual([all.at(-1)]);
  });
});
