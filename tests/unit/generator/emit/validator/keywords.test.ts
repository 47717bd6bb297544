import { expect, test } from "vitest";
import { compiledValidator } from "../../../../helpers/compiled-validator.js";
import { combinedKeywordRows } from "../../../../helpers/combined-keyword-rows.js";
import { keywordRows } from "../../../../helpers/keyword-rows.js";
import { schemaOf } from "../../../../helpers/schema-of.js";

const rows = [...keywordRows, ...combinedKeywordRows];

test.each(rows)("%s", (_title, given, accepted, refused) => {
  const { schema, findings } = schemaOf(given);
  expect(findings.includes("error")).toBe(false);
  const { isValue, explain } = compiledValidator(schema);
  expect(accepted.filter((value) => !isValue(value))).toEqual([]);
  expect(refused.filter((value) => isValue(value))).toEqual([]);
  expect(accepted.filter((value) => explain(value).length > 0)).toEqual([]);
  expect(refused.filter((value) => explain(value).length === 0)).toEqual([]);
});

test.each(rows.filter(([, given]) => !JSON.stringify(given).includes('"$ref":"#"')))(
  "%s, as the only branch of a union that can be, and negated",
  (_title, given, accepted, refused) => {
    const { $defs, $schema } = Object(given) as Readonly<Record<string, unknown>>;
    const { isValue, explain } = compiledValidator(schemaOf({ $schema, anyOf: [given, false], $defs }).schema);
    expect(accepted.filter((value) => !isValue(value) || explain(value).length > 0)).toEqual([]);
    expect(refused.filter((value) => isValue(value) || explain(value).length === 0)).toEqual([]);
    const opposite = compiledValidator(schemaOf({ $schema, not: given, $defs }).schema);
    expect(accepted.filter((value) => opposite.isValue(value) || opposite.explain(value).length === 0)).toEqual([]);
    expect(refused.filter((value) => !opposite.isValue(value) || opposite.explain(value).length > 0)).toEqual([]);
  },
);
