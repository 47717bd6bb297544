import { expect, test } from "vitest";
import { compiledValidator } from "../../../../helpers/compiled-validator.js";
import { combinedKeywordRows } from "../../../../helpers/combined-keyword-rows.js";
import { keywordRows } from "../../../../helpers/keyword-rows.js";
import { schemaOf } from "../../../../helpers/schema-of.js";

test.each([...keywordRows, ...combinedKeywordRows])("%s", (_title, given, accepted, refused) => {
  const { schema, findings } = schemaOf(given);
  expect(findings.includes("error")).toBe(false);
  const { isValue, explain } = compiledValidator(schema);
  expect(accepted.filter((value) => !isValue(value))).toEqual([]);
  expect(refused.filter((value) => isValue(value))).toEqual([]);
  expect(accepted.filter((value) => explain(value).length > 0)).toEqual([]);
  expect(refused.filter((value) => explain(value).length === 0)).toEqual([]);
});
