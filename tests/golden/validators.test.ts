import { expect, test } from "vitest";
import { GuardScript, compileStandalone } from "../../generator/emit/validator/index.js";
import type { Schema } from "../../generator/schema/schema.js";
import { combinedKeywordRows } from "../helpers/combined-keyword-rows.js";
import { keywordRows } from "../helpers/keyword-rows.js";
import { schemaOf } from "../helpers/schema-of.js";

// The verdicts of a validator do not show a test that runs twice, a missing line break or a call that could be a comparison.
const rows = [...keywordRows, ...combinedKeywordRows];

function textsOf(print: (schema: Schema) => string): string {
  return rows.map(([title, given]) => `// ${title}: ${JSON.stringify(given)}\n${print(schemaOf(given).schema)}`).join("\n");
}

/** Prints the functions and the constants that the check of a schema needs. */
function scriptOf(schema: Schema): string {
  const script = new GuardScript("assert");
  script.nameOf(schema);
  const functions: string[] = [];
  for (const pending of script.named()) functions.push(script.print(pending));
  return [...functions, ...script.constants().map(([, declaration]) => declaration)].map((text) => `${text}\n`).join("");
}

test("the generated validator of each schema equals the committed one", async () => {
  await expect(textsOf(compileStandalone)).toMatchFileSnapshot("validators/keywords.txt");
});

test("the script that checks a value of each schema equals the committed one", async () => {
  await expect(textsOf(scriptOf)).toMatchFileSnapshot("validators/scripts.txt");
});
