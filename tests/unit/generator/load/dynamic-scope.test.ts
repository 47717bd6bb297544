import { describe, expect, test } from "vitest";
import { reachable } from "../../../../generator/schema/children.js";
import { compiledValidator } from "../../../helpers/compiled-validator.js";
import { generated } from "../../../helpers/generated.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const tree = {
  $id: "https://example.org/tree",
  $dynamicAnchor: "node",
  type: "object",
  properties: { name: { type: "string" }, children: { type: "array", items: { $dynamicRef: "#node" } } },
};
const strictTree = { $id: "https://example.org/strict-tree", $dynamicAnchor: "node", $ref: "tree", unevaluatedProperties: false };
const misspelt = { name: "a", children: [{ nmae: "b" }] };

describe("dynamic scope", () => {
  test("the outermost anchor decides at every depth", () => {
    const { schema, findings } = schemaOf(strictTree, { "https://example.org/tree": tree });
    expect(findings).toBe("");
    const { isValue, explain } = compiledValidator(schema);
    expect(isValue({ name: "a", children: [{ name: "b", children: [] }] })).toBe(true);
    expect(isValue(misspelt)).toBe(false);
    expect(explain(misspelt)).toEqual([{ path: "/children/0/nmae", expected: "no such property", got: '"b"' }]);
  });

  test("a tolerant reader opens extended schemas", () => {
    const { schema } = schemaOf(strictTree, { "https://example.org/tree": tree });
    expect(compiledValidator(schema, { reader: "tolerant" }).isValue(misspelt)).toBe(true);
  });

  test("a schema without an extension is read once", () => {
    const { schema } = schemaOf(
      { properties: { a: { $ref: "https://example.org/tree" }, b: { $ref: "https://example.org/tree" } } },
      { "https://example.org/tree": tree },
    );
    const [first, second] = [...(schema.properties?.values() ?? [])].map(({ ref }) => ref);
    expect(first).toBe(second);
    expect(first?.extendedBy).toBeUndefined();
  });

  test("beside $ref the reference is one more conjunct", () => {
    const schema = { $ref: "#/$defs/short", $dynamicRef: "#/$defs/text", $defs: { short: { maxLength: 2 }, text: { type: "string" } } };
    const { isValue } = compiledValidator(schemaOf(schema).schema);
    expect([isValue("ab"), isValue("abc"), isValue(1)]).toEqual([true, false, false]);
  });

  test.each(["https://json-schema.org/draft/2019-09/schema", undefined])(
    "a recursive reference means the anchor that encloses it, also in a bundle (%s)",
    ($schema) => {
      const filter = {
        $recursiveAnchor: true,
        type: "object",
        properties: { of: { type: "array", items: { oneOf: [{ type: "string" }, { $recursiveRef: "#" }] } } },
        required: ["of"],
      };
      const { schema } = schemaOf({ $schema, $ref: "#/definitions/filter", definitions: { filter } });
      const { isValue } = compiledValidator(schema);
      expect([isValue({ of: ["a", { of: [] }] }), isValue({ of: [{}] })]).toEqual([true, false]);
    },
  );

  test("too many combinations of anchors are refused", () => {
    const { findings } = schemaOf({ $id: "https://example.org/root", $ref: "#/$defs/stage0", $defs: stages(11) });
    expect(findings).toContain("error KEYWORD_UNSUPPORTED: Dynamic anchors combine in more than 1000 ways here.");
  });
});

/** Makes stages. Each leads to the next through either of two resources, the second of which declares an anchor. */
function stages(count: number): object {
  const entries = Array.from({ length: count }, (_, index): [string, object][] => {
    const next = index + 1 < count ? { properties: { next: { $ref: `/root#/$defs/stage${index + 1}` } } } : {};
    const plain = { $id: `https://example.org/plain${index}`, ...next };
    const anchored = { $id: `https://example.org/anchored${index}`, $dynamicAnchor: `anchor${index}`, ...next };
    return [
      [`stage${index}`, { anyOf: [{ $ref: `/plain${index}` }, { $ref: `/anchored${index}` }] }],
      [`plain${index}`, plain],
      [`anchored${index}`, anchored],
    ];
  });
  return Object.fromEntries(entries.flat());
}

describe("standard meta-schemas", () => {
  const uris = [
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
  ];

  test.each(uris)("a schema can refer to %s", (uri) => {
    const { schema, findings } = schemaOf({ $ref: uri });
    expect(findings).toBe("");
    const { isValue } = compiledValidator(schema);
    expect(isValue({ type: "object", properties: { a: { type: "string" } } })).toBe(true);
    expect(isValue({ properties: { a: { properties: { b: { type: "strng" } } } } })).toBe(false);
  });

  test("the meta-schema of draft-04 is not shipped", () => {
    expect(schemaOf({ $ref: "http://json-schema.org/draft-04/schema#" }).findings).toContain("REF_NOT_FOUND");
  });

  test("a meta-schema is read only if a schema refers to it", () => {
    const { schema } = schemaOf({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "string" });
    expect(reachable([schema]).size).toBe(1);
  });
});

describe("names", () => {
  test("a schema keeps its name beside its extension", () => {
    const { text, file } = generated({
      "protocol.json": manifest({ server: ["a.schema.json", "b.schema.json"] }),
      "a.schema.json": eventSchema("a", { tree: { $ref: "tree.json" } }),
      "b.schema.json": eventSchema("b", { tree: { $ref: "strict-tree.json" } }),
      "tree.json": tree,
      "strict-tree.json": strictTree,
    });
    expect(text).toContain(
      'tree.json:1:1 warning TYPE_NAME_QUALIFIED: Several different schemas suggest the name "Tree", so this type is named "StrictTreeTree".',
    );
    expect(text).not.toContain("error");
    expect(file("types.ts")).toContain("readonly children?: readonly Tree[];");
    expect(file("types.ts")).toContain("readonly children?: readonly StrictTree[];");
  });
});
