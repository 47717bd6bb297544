import { describe, expect, test } from "vitest";
import { unicodePattern } from "../../../../generator/base/unicode-pattern.js";
import { compiledValidator } from "../../../helpers/compiled-validator.js";
import { schemaOf } from "../../../helpers/schema-of.js";

const table: readonly [string, string][] = [
  ["^a-b$", "^a-b$"],
  [String.raw`^a\-b\@c\_d$`, "^a-b@c_d$"],
  [String.raw`^[\w-.]+$`, String.raw`^[\w\-.]+$`],
  [String.raw`^[a\-z\_]+\-$`, String.raw`^[a\-z_]+-$`],
  ["^{[a-z]{2,}}$", String.raw`^\{[a-z]{2,}\}$`],
  [String.raw`^\u0041\-\x41$`, String.raw`^\u0041-\x41$`],
  [String.raw`a]\:`, String.raw`a\]:`],
];

describe("a pattern that needs the grammar without the flag u", () => {
  test.each(table)("%s is read as %s", (source, want) => {
    expect(unicodePattern(source)).toEqual({ source: want });
    for (const text of ["a-b@c_d", "a-b", "x.y-z", "a_-", "{ab}", "A-A", "a]:", ""])
      expect(RegExp(want, "u").test(text)).toBe(RegExp(source).test(text));
  });

  test.each([String.raw`\A[a-z]+\Z`, "(", "[b-a]", String.raw`\i`])("%s is reported as invalid", (source) => {
    expect(unicodePattern(source).fault).toEqual(expect.any(String));
  });

  test("an older pattern is a warning, and the validator runs it", () => {
    const { schema, findings } = schemaOf({ type: "string", pattern: String.raw`^\d\-\d$` });
    expect(findings).toContain("warning PATTERN_LEGACY");
    const { isValue } = compiledValidator(schema);
    expect([isValue("1-2"), isValue("12")]).toEqual([true, false]);
  });
});
