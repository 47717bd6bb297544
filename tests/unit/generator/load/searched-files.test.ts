import { expect, test } from "vitest";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";

const id = "https://example.org/part.json";
const part = { $id: id, type: "string" };
const referring = {
  "protocol.json": manifest({ server: ["a.json"] }),
  "a.json": eventSchema("a", { part: { $ref: id } }),
};

function rules(text: string): string[] {
  return text.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
}

test("a search for a reference does not report faults of files without references", () => {
  const stray = { $id: "https://example.org/stray.json", $schema: "https://example.org/dialect" };
  const { text } = modelOf({ ...referring, "old/one.json": stray, "old/two.json": stray });
  expect(rules(text)).toEqual(["REF_NOT_FOUND"]);
});

test("a reference to an id of two files is an error", () => {
  const { text } = modelOf({ ...referring, "new/part.json": part, "old/part.json": part });
  expect(text).toContain(`error REF_AMBIGUOUS: "$ref" points to "${id}", which is the id of new/part.json and of old/part.json.`);
  expect(rules(text)).toEqual(["REF_AMBIGUOUS"]);
});

test("an id of two files is a warning if no reference uses it; in each file it means the file's own schema", () => {
  const named = (type: string): object => ({
    ...eventSchema(type, { name: { $id: "/properties/name", $ref: "#/$defs/text", $defs: { text: { const: type } } } }),
  });
  const { text, model } = modelOf({
    "protocol.json": manifest({ server: ["a.json", "b.json"] }),
    "a.json": named("a"),
    "b.json": named("b"),
  });
  expect(text).toMatch(
    /^b\.json:\d+:\d+ warning ID_DUPLICATE: "file:\/\/\/properties\/name" is also the \$id of a\.json#\/properties\/name\./m,
  );
  expect(text).not.toContain(" error ");
  expect(model?.server.events.map(({ schema }) => schema.properties?.get("name")?.ref?.constant?.value)).toEqual(["a", "b"]);
});

test("faults of a file that a search has found are reported", () => {
  const { text } = modelOf({ ...referring, "part.json": { ...part, $schema: "https://example.org/dialect" } });
  expect(rules(text)).toEqual(["DIALECT_UNKNOWN"]);
});

test("a named file takes precedence over a file that was only searched", () => {
  const { text, model } = modelOf({
    "protocol.json": manifest({ server: ["b.json", "a.json"] }),
    "a.json": eventSchema("a", { x: { $ref: "https://example.org/elsewhere.json" }, y: { $ref: id } }),
    "aa/copy.json": part,
    "aa/elsewhere.json": { $id: "https://example.org/elsewhere.json", type: "boolean" },
    "b.json": { ...eventSchema("b", { part: { $ref: "#/$defs/part" } }), $defs: { part } },
  });
  expect(rules(text)).toEqual([]);
  expect(model?.types.map(({ name }) => name)).toContain("Part");
});
