import { expect, test } from "vitest";
import { compileStandalone } from "../../generator/emit/validator/index.js";
import { keywordRows } from "../helpers/keyword-rows.js";
import { schemaOf } from "../helpers/schema-of.js";

// The verdicts of a validator do not show a test that runs twice, a missing line break or a call that could be a comparison.
test("the generated validator of each keyword equals the committed one", async () => {
  const texts = keywordRows.map(([title, given]) => `// ${title}: ${JSON.stringify(given)}\n${compileStandalone(schemaOf(given).schema)}`);
  await expect(texts.join("\n")).toMatchFileSnapshot("validators/keywords.txt");
});
