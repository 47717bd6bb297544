import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readJsonSchema } from "../../generator/pipeline/compare-schemas.js";
import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import type { SubsetVerdict } from "../../generator/subset/verdict.js";
import type { Json } from "../../generator/base/json.js";
import { readJson, sharedFolder } from "../helpers/corpus.js";
import { describeWithShared } from "../helpers/shared-data.js";

type Claim = {
  readonly id: string;
  readonly old: Json;
  readonly new: Json;
  readonly oldSubNew: boolean;
  readonly formatAssert: boolean;
};

describeWithShared("public claims about subsets", "compat/public-pairs.json", () => {
  const claims = readJson(join(sharedFolder, "compat", "public-pairs.json")) as readonly Claim[];

  test("none is answered wrongly, and the undecided ones are listed", { timeout: 120_000 }, () => {
    const wrong: string[] = [];
    const unknown: Record<string, string> = {};
    for (const claim of claims) {
      const verdict = answer(claim);
      if (verdict.verdict === "unknown") unknown[claim.id] = verdict.reason;
      else if ((verdict.verdict === "yes") !== claim.oldSubNew) wrong.push(claim.id);
    }
    expect(wrong).toEqual([]);
    expect(unknown).toEqual(readJson(fileURLToPath(new URL("public-pairs.json", import.meta.url))));
    expect(Object.keys(unknown).length).toBeLessThanOrEqual(claims.length / 100);
  });
});

function answer({ old, new: next, formatAssert }: Claim): SubsetVerdict {
  const [a, b] = [readJsonSchema("old", old), readJsonSchema("new", next)];
  if ("reason" in a) return { verdict: "unknown", reason: a.reason };
  if ("reason" in b) return { verdict: "unknown", reason: b.reason };
  return createSubsetChecker({ formats: formatAssert ? "assert" : "annotate" }).isSubset(a, b);
}
