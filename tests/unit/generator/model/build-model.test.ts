import { describe, expect, test } from "vitest";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

describe("entries of a manifest", () => {
  test("a pattern lists files by name, an entry that points at a union lists its members", () => {
    const { model, text } = modelOf({
      "protocol.json": manifest({ server: ["server/*.json", "all.json#/definitions/Event"] }),
      "server/b.json": eventSchema("b"),
      "server/a.json": eventSchema("a"),
      "all.json": {
        $schema: "http://json-schema.org/draft-07/schema#",
        definitions: {
          Event: { oneOf: [{ $ref: "#/definitions/Started" }, { $ref: "#/definitions/Stopped" }] },
          Started: eventSchema("started"),
          Stopped: eventSchema("stopped"),
        },
      },
    });
    expect(text).toMatch(/^server\/a\.json:1:1 warning DIALECTS_MIXED: [^\n]*\n$/);
    expect(model?.server.events.map(({ name, typeName }) => [name, typeName])).toEqual([
      ["a", "AEvent"],
      ["b", "BEvent"],
      ["started", "Started"],
      ["stopped", "Stopped"],
    ]);
  });

  test("a pattern matches neither the manifest itself nor the config", () => {
    const { model, text } = modelOf({
      "protocol.json": manifest({ server: ["*.json"] }),
      "dagwire.config.json": { protocols: [{ schema: "protocol.json", out: "generated" }] },
      "a.json": eventSchema("a"),
    });
    expect(text).toBe("");
    expect(model?.server.events.map(({ name }) => name)).toEqual(["a"]);
  });

  test("a definition whose key is a URL is named after the file", () => {
    const { model } = modelOf({
      "protocol.json": manifest({ server: ["all.json#/$defs/https:~1~1example.org~1schema~1Paused.schema.json"] }),
      "all.json": {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        $defs: { "https://example.org/schema/Paused.schema.json": eventSchema("paused") },
      },
    });
    expect(model?.server.events.map(({ typeName }) => typeName)).toEqual(["Paused"]);
  });

  test("a tag in a part of the message is required if the part requires it", () => {
    const { text } = modelOf({
      "protocol.json": {
        ...manifest({}),
        discriminator: "/result/kind",
        server: [
          { ref: "all.json#/$defs/Task", at: "/result" },
          { ref: "all.json#/$defs/Note", at: "/result" },
        ],
      },
      "all.json": {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        $defs: {
          Task: { type: "object", properties: { kind: { const: "task" } }, required: ["kind"] },
          Note: { type: "object", properties: { kind: { const: "note" } } },
        },
      },
    });
    expect(text.match(/EVENT_TAG_OPTIONAL: event "\w+"/g)).toEqual(['EVENT_TAG_OPTIONAL: event "note"']);
  });

  test("keywords beside a union belong to each member", () => {
    const union = {
      type: "object",
      properties: { id: { type: "string" } },
      required: ["id"],
      oneOf: [
        { title: "First", ...eventSchema("first") },
        { title: "Second", ...eventSchema("second") },
      ],
    };
    const { model } = modelOf({ "protocol.json": manifest({ server: ["event.json"] }), "event.json": union });
    expect(model?.server.events.map(({ typeName, schema }) => [typeName, schema.allOf?.length])).toEqual([
      ["First", 2],
      ["Second", 2],
    ]);
  });

  test("a tag may be nested, in a list, one of several values, given in the manifest, or absent", () => {
    const { model, text } = modelOf({
      "protocol.json": manifest({
        discriminator: ["/kind", "/name"],
        client: [
          "both.json",
          "many.json",
          { ref: "plain.json", name: "call", tag: { "/method": "tools/call" }, at: "/params" },
          { ref: "plain.json#/$defs/Reply", tag: null },
        ],
      }),
      "both.json": { properties: { kind: { const: "event" }, name: { const: "x" } }, required: ["kind", "name"] },
      "many.json": { properties: { kind: { enum: ["p", "q"] } }, required: ["kind"] },
      "plain.json": { type: "object", $defs: { Reply: { type: "object" } } },
    });
    expect(text).toBe("");
    expect(model?.discriminators).toEqual(["/kind", "/name", "/method"]);
    expect(
      model?.client.events.map(({ name, tags, at, tagsInSchema }) => [name, tags && Object.fromEntries(tags), at, tagsInSchema]),
    ).toEqual([
      ["event/x", { "/kind": ["event"], "/name": ["x"] }, "", true],
      ["ManyEvent", { "/kind": ["p", "q"] }, "", true],
      ["call", { "/method": ["tools/call"] }, "/params", false],
      ["Reply", undefined, "", false],
    ]);
  });
});

describe("names of types", () => {
  const twoFiles = (second: object): Parameters<typeof modelOf>[0] => ({
    "protocol.json": manifest({ server: ["a.json", "b.json"] }),
    "a.json": {
      ...eventSchema("a", { x: { $ref: "#/$defs/Item" } }),
      $defs: { Item: { type: "object", properties: { n: { type: "string" } } } },
    },
    "b.json": { ...eventSchema("b", { x: { $ref: "#/$defs/Item" } }), $defs: { Item: second } },
  });

  test("equal definitions share one declaration", () => {
    const { model, text } = modelOf(twoFiles({ properties: { n: { type: "string" } }, type: "object", description: "worded otherwise" }));
    expect(text).toBe("");
    expect(model?.types.map(({ name }) => name)).toEqual(["Item"]);
  });

  test("different definitions of one name are qualified by their file, with a warning that says what to do", () => {
    const { model, text } = modelOf(twoFiles({ type: "string" }));
    expect(model?.types.map(({ name }) => name)).toEqual(["AItem", "BItem"]);
    expect(text).toContain(
      'a.json:15:13 warning TYPE_NAME_QUALIFIED: Several different schemas suggest the name "Item", so this type is named "AItem".',
    );
    expect(text).toContain('"names": { "a.json#/$defs/Item": "…" }');
  });

  test("in one file they are qualified by the enclosing definition; a URL counts as a path, with its version only if necessary", () => {
    const holder = (type: string): object => ({ $ref: "#/definitions/item", definitions: { item: { type } } });
    const bundled = { cart: "string", "https://example.org/sent/1.0.0/body.json": "number" };
    const more = { "https://example.org/kept/1.0.0/body.json": "boolean", "https://example.org/kept/2.0.0/body.json": "integer" };
    const types = Object.entries({ ...bundled, ...more });
    const refs = types.map(([key], index) => [`p${index}`, { $ref: `#/definitions/${key.replaceAll("/", "~1")}/definitions/item` }]);
    const { model, text } = modelOf({
      "protocol.json": manifest({ server: ["a.json"] }),
      "a.json": {
        $schema: "http://json-schema.org/draft-07/schema#",
        ...eventSchema("a", Object.fromEntries(refs)),
        definitions: Object.fromEntries(types.map(([key, type]) => [key, holder(type)])),
      },
    });
    expect(model?.types.map(({ name }) => name)).toEqual(["BodyItem", "CartItem", "ExampleOrgKeptBodyItem", "KeptBodyItem"]);
    expect(text).not.toContain("TYPE_NAME_COLLISION");
  });

  test("two equal events of one side share a type, unless their messages carry different tags", () => {
    const point = { type: "object", properties: { x: { type: "number" } } };
    const side = (tag: (name: string) => object): FolderContents => ({
      "protocol.json": manifest({
        server: ["a", "b"].map((name) => ({ ref: `${name}.json#/$defs/point`, tag: tag(name) })),
      }),
      "a.json": { $defs: { point } },
      "b.json": { $defs: { point } },
    });
    const beside = modelOf(side((name) => ({ "@name": name })));
    expect(beside.text).toBe("");
    expect(beside.model?.server.declarations.map(({ name }) => name)).toEqual(["Point"]);
    const inside = modelOf(side((name) => ({ "/name": name })));
    expect(inside.text).toContain(
      'b.json:3:14 error TYPE_NAME_COLLISION: Two events need the type name "Point": this one and a.json#/$defs/point.',
    );
  });

  test("names in the manifest and in x-ts-name take precedence over every rule", () => {
    const { model } = modelOf({
      "protocol.json": manifest({ server: ["a.json"], names: { "a.json#/$defs/Item": "Chosen" } }),
      "a.json": {
        ...eventSchema("a", { x: { $ref: "#/$defs/Item" }, y: { $ref: "#/$defs/Other" } }),
        $defs: { Item: { type: "object" }, Other: { type: "object", "x-ts-name": "Marked" } },
      },
    });
    expect(model?.types.map(({ name }) => name)).toEqual(["Chosen", "Marked"]);
  });

  test("inline objects are named by parent and property, lists by Item, maps by Value", () => {
    const inline = { type: "object", properties: { n: {} } };
    const { model } = modelOf({
      "protocol.json": manifest({ server: ["a.json"] }),
      "a.json": eventSchema("a", {
        one: inline,
        list: { type: "array", items: inline },
        map: { type: "object", additionalProperties: inline },
      }),
    });
    expect(model?.server.declarations.map(({ name }) => name)).toEqual(["AEvent", "AEventOne", "AEventListItem", "AEventMapValue"]);
  });
});

describe("the digest", () => {
  const digest = (schema: object): string | undefined =>
    modelOf({ "protocol.json": manifest({ server: ["a.json"] }), "a.json": schema }).model?.digest;

  test("does not depend on descriptions, order, or the place of a definition", () => {
    const inPlace = { ...eventSchema("a", { x: { type: "string", description: "one" } }) };
    const moved = {
      $defs: { t: { type: "string" } },
      required: ["type"],
      properties: { x: { $ref: "#/$defs/t" }, type: { const: "a" } },
      type: "object",
    };
    expect(digest(moved)).toBe(digest(inPlace));
  });

  test("depends on the accepted messages", () => {
    expect(digest(eventSchema("a", { x: { type: "string" } }))).not.toBe(digest(eventSchema("a", { x: { type: "string", minLength: 1 } })));
  });
});

test.each([
  ["a tag that was retired", ["gone"], "gone", true],
  ["a tag that was not retired", ["other"], "gone", false],
])("%s", (_name, retired, type, isReported) => {
  const { text } = modelOf({
    "protocol.json": manifest({ server: ["a.json"], retired: { server: retired } }),
    "a.json": eventSchema(type),
  });
  expect(text.includes('error EVENT_TAG_RETIRED: server event "gone" has the tag "gone"')).toBe(isReported);
});

test("a tag of two parts is retired only by both parts", () => {
  const schema = { type: "object", properties: { type: { const: "request" }, command: { const: "pause" } }, required: ["type", "command"] };
  const parts = { discriminator: ["/type", "/command"], client: ["a.json"], retired: { client: ["request/pause"] } };
  expect(modelOf({ "protocol.json": manifest(parts), "a.json": schema }).text).toContain('has the tag "request/pause"');
});

test("an event whose tag is open is refused, also behind a reference and beside another tag", () => {
  const open = { "x-open": true, anyOf: [{ enum: ["a"] }, { type: "string" }] };
  const event = { properties: { type: { $ref: "#/$defs/tag" }, kind: { const: "k" } }, required: ["type", "kind"], $defs: { tag: open } };
  const { model, text } = modelOf({
    "protocol.json": manifest({ discriminator: ["/type", "/kind"], server: ["a.json"] }),
    "a.json": event,
  });
  expect(model).toBeUndefined();
  expect(text).toContain(
    'error OPEN_TAG: event "AEvent" has "x-open" at its tag "type", so every string there would be a tag of this event.',
  );
});
