import { describe, expect, test } from "vitest";
import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import type { Json } from "../../generator/base/json.js";
import type { Schema } from "../../generator/schema/schema.js";
import type { Draft } from "../helpers/json-schema-test-suite.js";
import { drafts, suiteGroups, suiteRemotes, suiteSchema } from "../helpers/json-schema-test-suite.js";
import { describeWithShared } from "../helpers/shared-data.js";

describeWithShared("const(instance) ⊆ schema holds if and only if the instance is valid", "json-schema-test-suite/tests", () => {
  describe.each(Object.keys(drafts) as Draft[])("%s", (draft) => {
    test("every required test", { timeout: 120_000 }, () => {
      const remotes = suiteRemotes(draft);
      const different: string[] = [];
      let asked = 0;
      for (const { file, description, schema, tests } of suiteGroups(draft)) {
        const graph = suiteSchema(schema, remotes);
        // The spec tests list the schemas that cannot be read.
        if (typeof graph === "string") continue;
        const checker = createSubsetChecker({ formats: "annotate" });
        for (const { data, valid, description: name } of tests) {
          asked++;
          const verdict = checker.isSubset(only(data as Json), graph);
          const right = verdict.verdict === (valid ? "yes" : "no");
          if (!right) different.push(`${file}: ${description}: ${name}: ${verdict.verdict}`);
        }
      }
      expect(different).toEqual([]);
      expect(asked).toBeGreaterThan(500);
    });
  });
});

function only(value: Json): Schema {
  return { location: { file: "instance.json", pointer: "" }, dialect: "2020-12", annotations: {}, constant: { value } };
}
