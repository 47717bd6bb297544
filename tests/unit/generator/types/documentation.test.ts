import { describe, expect, test } from "vitest";
import { constraintLines, shownValue } from "../../../../generator/types/constraints.js";
import { commentLines, declarationDoc, docComment, ownDescription, propertyDoc } from "../../../../generator/types/doc-comment.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const letters = (count: number): string => "x".repeat(count);

describe("the sentences about constraints", () => {
  test.each<[title: string, schema: object, want: readonly string[]]>([
    ["an integer", { type: "integer" }, ["A whole number."]],
    ["an integer that may be null", { type: ["integer", "null"], minimum: 1 }, ["A whole number, at least 1."]],
    ["an integer or any number", { type: ["integer", "number"] }, []],
    ["a number", { type: "number" }, []],
    ["a least number", { type: "number", minimum: 0 }, ["At least 0."]],
    ["a greatest number", { type: "number", maximum: 9 }, ["At most 9."]],
    ["two limits", { type: "number", minimum: 0, maximum: 9 }, ["0 to 9."]],
    ["limits that are no values", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 9 }, ["Above 0, below 9."]],
    ["a multiple", { type: "number", multipleOf: 2 }, ["A multiple of 2."]],
    ["a shortest text", { type: "string", minLength: 1 }, ["At least 1 character."]],
    ["a text of any length", { type: "string", minLength: 0 }, []],
    ["a text of limited length", { type: "string", minLength: 0, maxLength: 2 }, ["At most 2 characters."]],
    ["a text between two lengths", { type: "string", minLength: 1, maxLength: 2 }, ["1 to 2 characters."]],
    ["a text of one length", { type: "string", minLength: 2, maxLength: 2 }, ["Exactly 2 characters."]],
    ["an empty text", { type: "string", minLength: 0, maxLength: 0 }, ["Exactly 0 characters."]],
    ["numbers of items", { type: "array", minItems: 1, maxItems: 3 }, ["1 to 3 items."]],
    ["a number of properties", { type: "object", minProperties: 1 }, ["At least 1 property."]],
    ["numbers of properties", { type: "object", maxProperties: 2 }, ["At most 2 properties."]],
    ["a format and a pattern", { type: "string", format: "date", pattern: "^a" }, ["Format: date.", "Matches `^a`."]],
    ["items that differ", { type: "array", uniqueItems: true }, ["No two items are equal."]],
    ["items that may be equal", { type: "array", uniqueItems: false }, []],
    [
      "keywords that no type expresses",
      { not: { const: 1 }, propertyNames: { maxLength: 1 }, contains: { const: 1 } },
      ["The validator also checks `not`, `propertyNames`, `contains`."],
    ],
    ["an open list", { "x-open": true, anyOf: [{ enum: ["a"] }, { type: "string" }] }, ["Later versions may add values."]],
    ["a condition", { if: { const: 1 }, then: { maximum: 2 } }, ["The validator also checks `if`."]],
    ["a condition for the other way", { if: { const: 1 }, else: { maximum: 2 } }, ["The validator also checks `if`."]],
    ["a condition that refuses nothing", { if: { const: 1 }, then: {}, else: true }, []],
    ["what depends on a property", { dependentRequired: { a: ["b"] } }, ["The validator also checks `dependentRequired`."]],
  ])("%s", (_title, given, want) => {
    expect(constraintLines([schemaOf(given).schema])).toEqual(want);
  });

  test("of several schemas follow one another", () => {
    expect(constraintLines([schemaOf({ minimum: 1 }).schema, schemaOf({ maximum: 2 }).schema])).toEqual(["At least 1.", "At most 2."]);
  });
});

test("a value is shown with at most 120 characters", () => {
  expect(shownValue(letters(118))).toBe(`"${letters(118)}"`);
  expect(shownValue(letters(119))).toBe(`"${letters(118)}…`);
  expect(shownValue({ a: [1] })).toBe('{"a":[1]}');
});

describe("a comment", () => {
  test("stands on one line if it fits into 100 characters", () => {
    expect(docComment([letters(90)], "  ")).toBe(`  /** ${letters(90)} */`);
    expect(docComment([letters(91)], "  ")).toBe(`  /**\n   * ${letters(91)}\n   */`);
  });

  test("with several lines has no blanks at their ends", () => {
    expect(docComment(["a ", "", "b"], "")).toBe("/**\n * a\n *\n * b\n */");
    expect(docComment([], "")).toBe("/**\n */");
  });

  test("cannot be ended by a text, whose lines may end in any way", () => {
    expect(commentLines(["a */ b */", "c\r\nd\ne"])).toEqual(["a *\\/ b *\\/", "c", "d", "e"]);
  });
});

describe("the documentation", () => {
  const doc = (property: object, ...constraints: readonly string[]): readonly string[] | undefined =>
    propertyDoc([schemaOf(property).schema], constraints);

  test("of a property without texts is absent", () => {
    expect(doc({ type: "string" })).toBeUndefined();
  });

  test("has the constraints after the description, as a sentence of its own", () => {
    expect(doc({ description: "How many" }, "At least 1.", "At most 2.")).toEqual(["How many. At least 1. At most 2."]);
    for (const end of [".", "!", "?", ":"]) expect(doc({ description: `a${end}` }, "At least 1.")).toEqual([`a${end} At least 1.`]);
    expect(doc({ description: "one\ntwo" }, "At least 1.")).toEqual(["one\ntwo\nAt least 1."]);
    expect(doc({}, "At least 1.")).toEqual(["At least 1."]);
  });

  test("takes the first description of several schemas, and all their tags", () => {
    const schemas = [{}, { description: "one", default: 1 }, { description: "two", deprecated: true }].map(
      (given) => schemaOf(given).schema,
    );
    expect(propertyDoc(schemas, [])).toEqual(["one", "@defaultValue `1`", "@deprecated"]);
    expect(doc({ description: "one", deprecated: false })).toEqual(["one"]);
  });

  test("breaks lines of more than 100 characters between words, after at most 96", () => {
    expect(doc({ description: letters(101) })).toEqual([letters(101)]);
    expect(doc({ description: `${letters(60)} a\n${letters(60)} b` })).toEqual([`${letters(60)} a\n${letters(60)} b`]);
    expect(doc({ description: `${letters(50)} ${letters(49)}` })).toEqual([`${letters(50)} ${letters(49)}`]);
    expect(doc({ description: `${letters(50)} ${letters(45)} ${letters(10)}` })).toEqual([`${letters(50)} ${letters(45)}\n${letters(10)}`]);
    expect(doc({ description: `${letters(50)} ${letters(46)} ${letters(10)}` })).toEqual([`${letters(50)}\n${letters(46)} ${letters(10)}`]);
  });

  test("of a declared type ends with its source", () => {
    const { schema } = schemaOf({ description: "A thing", deprecated: true });
    expect(declarationDoc(schema, ["At least 1."])).toEqual(["A thing. At least 1.", "@deprecated", "", "@generated from schema.json"]);
    expect(declarationDoc(schemaOf({}).schema, [])).toEqual(["@generated from schema.json"]);
    const inner = { ...schema, annotations: {}, location: { ...schema.location, pointer: "/$defs/a" } };
    expect(declarationDoc(inner, [])).toEqual(["@generated from schema.json#/$defs/a"]);
  });

  test("uses a title of several words if a description is absent", () => {
    expect(ownDescription({ title: "The thing" })).toBe("The thing");
    expect(ownDescription({ title: "Thing" })).toBe("");
    expect(ownDescription({ title: "The thing", description: " Another thing " })).toBe("Another thing");
    expect(ownDescription({})).toBe("");
  });
});
