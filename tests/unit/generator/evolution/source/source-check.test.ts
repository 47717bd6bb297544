import { describe, expect, test } from "vitest";
import { SourceCheck } from "../../../../../generator/evolution/source/source-verdict.js";
import type { ProtocolSourceVerdict } from "../../../../../generator/evolution/source/source-verdict.js";
import { modelOf } from "../../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../../helpers/protocol-folder.js";

function verdictOn(before: FolderContents, after: FolderContents): ProtocolSourceVerdict {
  const [old, today] = [modelOf(before), modelOf(after)];
  if (old.model === undefined || today.model === undefined) throw new Error(old.text + today.text);
  return new SourceCheck(old.model, today.model).protocol();
}

const protocol = (state: object, others: FolderContents = {}): FolderContents => ({
  "protocol.json": manifest({ server: ["state.json"] }),
  "state.json": state,
  ...others,
});

const quiet = { consumer: [], producer: [], undecided: [] };

describe("an if that compares a property with constants", () => {
  const job = (then: object, more: object = {}): FolderContents =>
    protocol({
      ...eventSchema("state", { kind: { enum: ["cron", "once"] } }, ["kind"]),
      if: { properties: { kind: { const: "cron" } }, required: ["kind"] },
      then: { properties: { at: { type: "string" } }, ...then },
      ...more,
    });

  test("a field that becomes required under the condition breaks code that writes", () => {
    expect(verdictOn(job({}), job({ required: ["at"] })).server).toEqual({
      ...quiet,
      producer: ['server event "state" at /at is now required, and code does not write it.'],
    });
  });

  test("a field that the condition no longer gives breaks code that reads and code that writes", () => {
    const { server } = verdictOn(job({ required: ["at"] }), job({ properties: {} }));
    expect(server.consumer).toEqual(['server event "state" at /at was removed, and code reads it.']);
    expect(server.producer).toEqual(['server event "state" at /at was removed, and code writes it.']);
  });

  test("code cannot write a field that both outcomes refuse, so its removal breaks no code that writes", () => {
    const refused = {
      type: "object",
      properties: { on: { type: "boolean" } },
      required: ["on"],
      if: { properties: { on: { const: true } } },
    };
    const before = eventSchema("state", { gone: { ...refused, then: false, else: false } }, []);
    expect(verdictOn(protocol(before), protocol(eventSchema("state", {}, []))).server.producer).toEqual([]);
  });

  const state = (a: object, more: object = {}): FolderContents =>
    protocol({ ...eventSchema("state", { a, error: { type: "string" } }, ["a"]), ...more });
  const onFailed = { if: { properties: { a: { const: "failed" } } }, then: { required: ["error"] } };

  test("a condition on a listed value breaks no code that reads, because every value still occurs in some branch", () => {
    const values = { enum: ["done", "failed"] };
    expect(verdictOn(state(values), state(values, onFailed)).server.consumer).toEqual([]);
  });

  test("a value that occurs in no branch of the new union breaks code that compares with it", () => {
    const { server } = verdictOn(state({ enum: ["done", "failed", "gone"] }), state({ enum: ["done", "failed"] }, onFailed));
    expect(server.consumer).toEqual(['server event "state" at /a can no longer be "gone", and code compares with that value.']);
  });

  test("a value that can no longer exist breaks code that reads its fields or its items", () => {
    const gone = { type: "object", properties: { on: { type: "boolean" } }, required: ["on"] };
    const never = { ...gone, if: { properties: { on: { const: true } } }, then: false, else: false };
    const today = protocol(eventSchema("state", { a: never }, []));
    const reason = (before: object): readonly string[] =>
      verdictOn(protocol(eventSchema("state", { a: before }, [])), today).server.consumer;
    expect(reason(gone)).toEqual(['server event "state" at /a can no longer have any value, and code reads its fields.']);
    const items = ['server event "state" at /a can no longer have any value, and code reads its items.'];
    expect(reason({ type: "array", items: { type: "string" } })).toEqual(items);
    expect(reason({ type: ["array", "string"], items: { type: "string" } })).toEqual(items);
    expect(reason({ type: "string" })).toEqual([]);
  });

  test("objects of a recursive union that was one object are compared once", () => {
    const tree = (node: object): FolderContents =>
      protocol({
        ...eventSchema("state", { root: { $ref: "#/$defs/tree" } }, ["root"]),
        $defs: {
          tree: {
            type: "object",
            properties: { kind: { enum: ["leaf", "twig"] }, next: { anyOf: [{ $ref: "#/$defs/tree" }, { type: "null" }] } },
            required: ["kind"],
            ...node,
          },
        },
      });
    const isTwig = { if: { properties: { kind: { const: "twig" } } }, then: { required: ["next"] } };
    expect(verdictOn(tree({}), tree(isTwig)).server.consumer).toEqual([]);
  });

  test("code cannot write a list whose required item has no value, so a change beside it breaks no code that writes", () => {
    const list = { type: "array", prefixItems: [false], minItems: 1, items: false };
    const version = (gone: object): FolderContents => protocol(eventSchema("state", { list, gone }, ["list"]));
    expect(verdictOn(version({ type: "string" }), version({ type: "number" })).server.producer).toEqual([]);
  });

  test("the same condition in an allOf changes nothing", () => {
    const { if: condition, then, ...others } = job({})["state.json"] as Record<string, unknown>;
    expect(verdictOn(job({}), protocol({ ...others, allOf: [{ if: condition, then }] })).server).toEqual(quiet);
  });
});

describe("reasons name the place and the value that code meets there", () => {
  test("in fields, lists and maps", () => {
    const before = {
      list: { type: "array", items: { enum: ["a", "b"] } },
      map: { type: "object", additionalProperties: { type: "string" } },
      gone: {},
    };
    const after = {
      list: { type: "array", items: { enum: ["a", "c"] } },
      map: { type: "object", additionalProperties: { type: "number" } },
      come: {},
    };
    const { server, imports } = verdictOn(protocol(eventSchema("state", before)), protocol(eventSchema("state", after, ["come"])));
    expect(server.consumer).toEqual([
      'server event "state" at /list/* can no longer be "b", and code compares with that value.',
      'server event "state" at /list/* may now be "c".',
      'server event "state" at /map/* may now be a number.',
      'server event "state" at /gone was removed, and code reads it.',
    ]);
    expect(server.producer).toEqual([
      'server event "state" at /come is now required, and code does not write it.',
      'server event "state" at /list/* no longer accepts "b".',
      'server event "state" at /map/* no longer accepts a string.',
      'server event "state" at /gone was removed, and code writes it.',
    ]);
    expect(imports).toEqual([]);
  });

  test("for types that refer to themselves", () => {
    const tree = (leaf: object): object => ({
      ...eventSchema("state", { root: { $ref: "#/$defs/node" } }),
      $defs: { node: { type: "object", properties: { leaf, kids: { type: "array", items: { $ref: "#/$defs/node" } } } } },
    });
    const { server } = verdictOn(protocol(tree({ type: "string" })), protocol(tree({ type: ["string", "null"] })));
    expect(server).toEqual({ consumer: ['server event "state" at /root/leaf may now be null.'], producer: [], undecided: [] });
  });
});

test("a field under an undeclared name must match a union that gains no type for the field", () => {
  const options = {
    allOf: [
      { type: "object", properties: { c: { type: "string" } } },
      { type: "object", properties: { d: { type: "string" } } },
    ],
  };
  const withMap = (value: object): FolderContents =>
    protocol(eventSchema("state", { kind: { anyOf: [{ type: "object", additionalProperties: value }, options] } }));
  const { server } = verdictOn(withMap({ const: true }), withMap({ type: "string" }));
  expect(server.producer).toEqual(['server event "state" at /kind/* no longer accepts true.']);
});

test("renaming a definition stops imports of its name, and nothing else", () => {
  const withName = (name: string): FolderContents =>
    protocol({ ...eventSchema("state", { status: { $ref: `#/$defs/${name}` } }), $defs: { [name]: { enum: ["on", "off"] } } });
  const { server, client, types, imports } = verdictOn(withName("status"), withName("condition"));
  expect({ server, client, types }).toEqual({ server: quiet, client: quiet, types: quiet });
  expect(imports).toEqual(["Status"]);
});

test("types of the manifest are judged even if no event uses them", () => {
  const listed = (type: object): FolderContents => ({
    "protocol.json": manifest({ server: ["state.json"], types: ["config.json"] }),
    "state.json": eventSchema("state"),
    "config.json": { type: "object", properties: { size: type }, required: ["size"] },
  });
  const { types, server } = verdictOn(listed({ type: "number" }), listed({ type: "string" }));
  expect(server).toEqual(quiet);
  expect(types).toEqual({
    consumer: ['type "Config" at /size may now be a string.'],
    producer: ['type "Config" at /size no longer accepts a number.'],
    undecided: [],
  });
});
