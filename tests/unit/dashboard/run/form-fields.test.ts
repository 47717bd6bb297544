import { describe, expect, test } from "vitest";
import { formFields, readForm } from "../../../../examples/dashboard/src/run/form-fields.js";

const schema = {
  type: "object",
  properties: {
    name: { type: "string", title: "Name", minLength: 2, maxLength: 5, pattern: "^[a-z]+$" },
    story: { type: "string", maxLength: 2_000, description: "As long as you like." },
    count: { type: "integer", minimum: 1, maximum: 9, default: 3 },
    share: { type: "number" },
    isUrgent: { type: "boolean" },
    colour: { enum: ["red", "blue", null] },
    only: { const: 7 },
    tags: { type: "array", items: { type: "string" } },
    anything: true,
  },
  required: ["name"],
};

const fields = formFields(schema) ?? [];
const read = (texts: Readonly<Record<string, string>>): unknown => {
  const result = readForm(fields, { name: "abc", count: "", ...texts });
  return result.kind === "ready" ? result.value : result.message;
};

test("each property has a field of its kind", () => {
  expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "name text",
    "story lines",
    "count number",
    "share number",
    "isUrgent choice",
    "colour choice",
    "only choice",
    "tags json",
    "anything json",
  ]);
  expect(fields[0]).toMatchObject({ label: "Name", isRequired: true, help: undefined });
  expect(fields[1]).toMatchObject({ label: "story", isRequired: false, help: "As long as you like." });
});

test.each([[true], [{}], [{ type: "string" }], [{ type: "array", properties: {} }], [undefined]])("%j has no fields", (other) => {
  expect(formFields(other)).toBeUndefined();
});

describe("the texts of a form", () => {
  test("become values; empty fields are left out, and presets are there", () => {
    expect(read({ share: "2.5", isUrgent: "true", colour: "null", tags: '["x"]', story: "so" })).toEqual({
      name: "abc",
      story: "so",
      share: 2.5,
      isUrgent: true,
      colour: null,
      tags: ["x"],
    });
    expect(readForm(fields, { name: "abc" })).toEqual({ kind: "ready", value: { name: "abc", count: 3 } });
  });

  test.each([
    [{ name: " " }, "Name: please fill this in."],
    [{ name: "a" }, "Name: at least 2 characters, please."],
    [{ name: "abcdef" }, "Name: at most 5 characters, please."],
    [{ name: "ABC" }, "Name: this does not match ^[a-z]+$."],
    [{ count: "1.5" }, "count: this is not a whole number."],
    [{ count: "0" }, "count: at least 1, please."],
    [{ count: "10" }, "count: at most 9, please."],
    [{ share: "much" }, "share: this is not a number."],
    [{ tags: "[" }, "tags: this is not JSON."],
  ])("%j is refused", (texts, message) => {
    expect(read(texts)).toBe(message);
  });
});

test("an invalid pattern refuses nothing", () => {
  const odd = formFields({ properties: { a: { type: "string", pattern: "[" } } }) ?? [];
  expect(readForm(odd, { a: "x" })).toEqual({ kind: "ready", value: { a: "x" } });
});
