import { Ajv } from "ajv";
import type { AnySchema } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { fitsDraft07 } from "../../../../../generator/emit/json-schema/draft-07.js";
import { printDefinition } from "../../../../../generator/emit/json-schema/print-schema.js";
import type { Json } from "../../../../../generator/base/json.js";
import type { Schema } from "../../../../../generator/schema/schema.js";
import { drafts, hasSuite, suiteGroups, suiteSchema } from "../../../../helpers/json-schema-test-suite.js";
import type { Draft } from "../../../../helpers/json-schema-test-suite.js";
import { schemaOf } from "../../../../helpers/schema-of.js";
import { reachable } from "../../../../../generator/schema/children.js";

/** Returns the schema with all its references under `$defs` or `definitions`. */
function whole(schema: Schema, dialect: "2020-12" | "draft-07"): Json {
  const targets = [...reachable([schema])].flatMap(({ ref }) => (ref === undefined ? [] : [ref]));
  const keys = new Map([...new Set(targets)].map((target, index) => [target, `d${index}`]));
  const options = {
    dialect,
    keepsContainsApart: true,
    refTo: (target: Schema) => (keys.has(target) ? `#/definitions/${keys.get(target) ?? ""}` : undefined),
  };
  const definitions = Object.fromEntries([...keys].map(([target, key]) => [key, printDefinition(target, options)]));
  const printed = printDefinition(schema, options);
  return typeof printed === "object" ? { allOf: [printed], definitions } : printed;
}

const options = {
  strict: false,
  logger: false,
  validateFormats: false,
  inlineRefs: false,
  ownProperties: true,
  validateSchema: false,
} as const;
const judges = { "2020-12": new Ajv2020(options), "draft-07": new Ajv(options), "2019-09": new Ajv2019(options) } as const;

/** Returns true if the schema has an empty list of values, which ajv does not read. */
function hasEmptyEnum(schema: unknown): boolean {
  return JSON.stringify(schema).includes('"enum":[]');
}

/** Returns true if ajv misjudges the schema as written. Its verdict on the printed schema then proves nothing. */
function isAjvWrong(draft: Draft, schema: unknown, data: unknown, valid: boolean): boolean {
  const ajv = draft === "draft2020-12" ? judges["2020-12"] : draft === "draft2019-09" ? judges["2019-09"] : undefined;
  return ajv !== undefined && !hasEmptyEnum(schema) && ajv.validate(schema as AnySchema, data) !== valid;
}

describe("a schema of any dialect, printed", () => {
  test("contains keeps its meaning of 2019-09", () => {
    const { schema } = schemaOf({ $schema: drafts["draft2019-09"], contains: { type: "string" }, unevaluatedItems: false });
    const printed = whole(schema, "2020-12");
    const validate = judges["2020-12"].compile(printed as object);
    expect([validate(["a"]), validate([])]).toEqual([false, false]);
  });

  test("draft-07 has dependencies, items as a list, and no keyword beside $ref", () => {
    const { schema } = schemaOf({
      $ref: "#/$defs/a",
      dependentRequired: { x: ["y"] },
      prefixItems: [true],
      items: false,
      $defs: { a: { type: ["array", "object"] } },
    });
    expect(whole(schema, "draft-07")).toMatchObject({
      allOf: [{ items: [true], additionalItems: false, dependencies: { x: ["y"] }, allOf: [{ $ref: "#/definitions/d0" }] }],
    });
  });

  test("a property named __proto__ stays a property", () => {
    const { schema } = schemaOf(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'));
    expect(JSON.stringify(whole(schema, "2020-12"))).toContain('"properties":{"__proto__":{"type":"string"}}');
  });

  test.skipIf(!hasSuite).each(Object.keys(drafts) as Draft[])(
    "ajv judges the printed schemas of the test suite's %s as the suite does",
    (draft) => {
      const wrong: string[] = [];
      let count = 0;
      // Groups with references to other files test loading, not printing.
      const groups = suiteGroups(draft).filter(({ schema }) => !/"\$ref":"[^#]/.test(JSON.stringify(schema)));
      for (const group of groups) {
        const schema = suiteSchema(group.schema, {});
        if (typeof schema === "string") continue;
        const dialects = fitsDraft07(schema) ? (["2020-12", "draft-07"] as const) : (["2020-12"] as const);
        for (const dialect of dialects) {
          const validate = judges[dialect].compile(whole(schema, dialect) as object | boolean);
          for (const { description, data, valid } of group.tests) {
            // ajv does not check a property of this name.
            if (description === "__proto__ not valid") continue;
            count += 1;
            if (isAjvWrong(draft, group.schema, data, valid)) continue;
            if (validate(data) !== valid) wrong.push(`${dialect} ${group.file}: ${group.description}: ${description}`);
          }
        }
      }
      expect(count).toBeGreaterThan(500);
      expect(wrong).toEqual([]);
    },
  );
});
