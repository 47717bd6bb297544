import { expect, test } from "vitest";
import { truth } from "../../../../../generator/emit/validator/condition.js";
import { GuardScript } from "../../../../../generator/emit/validator/guard-script.js";
import { line, printBody, refuse } from "../../../../../generator/emit/validator/statement.js";
import { schemaOf } from "../../../../helpers/schema-of.js";

const tagged = ["a", "b", "c"].map((tag) => ({ type: "object", properties: { tag: { const: tag } }, required: ["tag"] }));

/** Prints the check function of a schema, and only this one. */
function checkOf(value: unknown): string {
  const script = new GuardScript("assert");
  const { schema } = schemaOf(value);
  script.nameOf(schema);
  const [first] = script.named();
  return first === undefined ? "" : script.print(first);
}

const decided: readonly [name: string, schema: unknown, body: readonly string[]][] = [
  ["a union of objects beside another type", { type: "string", oneOf: tagged }, ["  return false;"]],
  ["an item that cannot be, behind other tests", { type: "array", minItems: 2, contains: false }, ["  return false;"]],
  ["fewer items than needed", { type: "array", contains: { type: "string" }, maxContains: 0 }, ["  return false;"]],
  [
    "a tag that TypeScript does not narrow by the cases of a switch, because an earlier test was for its presence",
    { type: "object", required: ["tag"], oneOf: tagged, if: { const: 1 }, else: { properties: { tag: { type: "string", minLength: 2 } } } },
    [
      "  if (!isRecord(value)) return false;",
      '  if (value["tag"] === undefined) return false;',
      '  switch (value["tag"]) {',
      ...["a", "b", "c"].flatMap((tag, index) => [
        `    case "${tag}":`,
        `      if (!checkValueOption${index + 1}(value)) return false;`,
        "      break;",
      ]),
      "    default:",
      "      return false;",
      "  }",
      '  const tag = value["tag"];',
      '  return typeof tag === "string" && !isShorterThan(tag, 2);',
    ],
  ],
  [
    "a member that cannot be",
    { type: "object", propertyNames: false },
    [
      "  if (!isRecord(value)) return false;",
      "  for (const key in value) {",
      "    const member = value[key];",
      "    if (member === undefined) continue;",
      "    return false;",
      "  }",
      "  return true;",
    ],
  ],
  [
    "a list behind an if that accepts only null",
    { type: ["array", "null"], if: { type: "null" }, else: false, unevaluatedItems: { type: "string" } },
    ["  if (!Array.isArray(value) && value !== null) return false;", "  return value === null;"],
  ],
  [
    "constants behind a type",
    { type: "string", anyOf: [{ enum: [1, "a"] }, { const: null }] },
    ['  if (typeof value !== "string") return false;', '  return value === "a";'],
  ],
  [
    "an item of a list that no other keyword reads",
    { type: "array", contains: { type: "string", minLength: 2 }, unevaluatedItems: { const: 1 } },
    [
      "  if (!Array.isArray(value)) return false;",
      "  let matches = 0;",
      '  for (const item of value) if (typeof item === "string" && !isShorterThan(item, 2)) matches++;',
      "  if (matches < 1) return false;",
      "  for (let index = 0; index < value.length; index++) {",
      "    const item = value[index];",
      '    if ((typeof item !== "string" || isShorterThan(item, 2)) && item !== 1) return false;',
      "  }",
      "  return true;",
    ],
  ],
  [
    "exactly one of a schema that accepts everything and others",
    { oneOf: [true, { type: "string" }, { const: 1 }] },
    ['  return typeof value !== "string" && value !== 1;'],
  ],
];

test.each(decided)("the check leaves out tests that earlier tests decide: %s", (_name, schema, body) => {
  expect(checkOf(schema).split("\n").slice(1, -1)).toEqual(body);
});

test("the check leaves out a variable that no statement reads, also one with a dollar sign", () => {
  expect(printBody([line('const $x = value["$x"];'), line('const y = $x["z"];')])).toEqual(["  return true;"]);
  const read = [line('const $x = value["$x"];'), line('const y = $x["z"];'), ...refuse(truth("isShorterThan(y, 2)"))];
  expect(printBody(read)).toEqual(['  const $x = value["$x"];', '  const y = $x["z"];', "  return !isShorterThan(y, 2);"]);
});
