import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { CheckFile } from "../../../../generator/emit/validator/check-file.js";
import { GuardScript } from "../../../../generator/emit/validator/index.js";
import { referenced } from "../../../../generator/emit/validator/guard-script.js";
import { reachable } from "../../../../generator/schema/children.js";
import { ReaderView } from "../../../../generator/schema/reader-view.js";
import type { Schema } from "../../../../generator/schema/schema.js";
import { Guards } from "../../../../generator/validate/guards.js";
import { Random } from "../../../fuzz/random.js";
import { randomSchema } from "../../../fuzz/random-schema.js";
import { compiledValidator } from "../../../helpers/compiled-validator.js";
import { suiteSchema } from "../../../helpers/json-schema-test-suite.js";
import { schemaOf } from "../../../helpers/schema-of.js";

/** Returns the functions of the generated TypeScript without their types. */
function shippedFunctions(schema: Schema): string {
  const options = {
    view: new ReaderView("strict"),
    plan: { planned: new Set([...reachable([schema])].flatMap((each) => [...referenced(each)])), recursive: new Set<Schema>() },
    nameOf: () => undefined,
    formats: "assert",
    reserved: [],
  } as const;
  const file = new CheckFile(options);
  const name = file.scope.check(schema, "Value");
  return stripped(file.finish([[name]]).checks.join("\n"));
}

function stripped(source: string): string {
  return ts.transpile(source, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 }).replaceAll(/\s+/g, " ").trim();
}

/** Returns every function of the script that the schema needs. */
function scriptOf(schema: Schema): string {
  const script = new GuardScript("assert");
  script.nameOf(schema);
  const texts: string[] = [];
  for (const pending of script.named()) texts.push(script.print(pending));
  return stripped(texts.join("\n"));
}

test("the script equals the generated TypeScript without its types", () => {
  let compared = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const schema = suiteSchema(randomSchema(new Random(seed)), {});
    if (typeof schema === "string") continue;
    const script = scriptOf(schema);
    for (const text of shippedFunctions(schema).split("function ")) expect(script).toContain(text.trim());
    compared++;
  }
  expect(compared).toBeGreaterThan(250);
});

test("guards of schemas with a common part", () => {
  const guards = new Guards("assert");
  const root = schemaOf({
    $defs: {
      node: { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/node" } } }, required: ["children"] },
    },
    $ref: "#/$defs/node",
  }).schema;
  expect(guards.of(root)({ children: [{ children: [] }] })).toBe(true);
  expect(guards.of(root)({ children: [{}] })).toBe(false);
  const constant: unknown = JSON.parse('{"toString":1,"__proto__":2}');
  const equal = schemaOf({ const: constant }).schema;
  expect(guards.of(equal)(constant)).toBe(true);
  expect(guards.of(equal)({ toString: 1 })).toBe(false);
  const listed = schemaOf({ enum: Array.from({ length: 20 }, (_, index) => `v${index}`) }).schema;
  expect(guards.of(listed)("v7")).toBe(true);
  expect(guards.of(listed)("v20")).toBe(false);
});

test("a union with a branch whose tag has no value", () => {
  const branch = (type: object): object => ({ type: "object", properties: { type }, required: ["type"] });
  const union = schemaOf({ oneOf: [branch({ const: "a", type: "number" }), branch({ const: "b" }), branch({ const: "c" })] }).schema;
  const guard = new Guards("assert").of(union);
  expect(["a", "b", "c", "d"].map((type) => guard({ type }))).toEqual([false, true, true, false]);
  expect(compiledValidator(union).isValue({ type: "b" })).toBe(true);
});
