import { expect, test } from "vitest";
import type { CompiledValidator } from "../helpers/compiled-validator.js";
import { compiledValidator } from "../helpers/compiled-validator.js";
import { type Draft, type SuiteGroup, drafts, suiteGroups, suiteRemotes, suiteSchema } from "../helpers/json-schema-test-suite.js";
import { describeWithShared } from "../helpers/shared-data.js";

// Other formats are annotations, so the test skips their files.
const checkedFormats = new Set([
  "date-time",
  "date",
  "time",
  "duration",
  "uuid",
  "uri",
  "uri-reference",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "regex",
  "json-pointer",
  "relative-json-pointer",
  "uri-template",
  "unknown",
]);

type Tally = { right: number; wrong: string[]; refused: Record<string, string>; refusedTests: number };

function run(draft: Draft, groups: readonly SuiteGroup[], mode: "assert" | "annotate"): Tally {
  const remotes = suiteRemotes(draft);
  const tally: Tally = { right: 0, wrong: [], refused: {}, refusedTests: 0 };
  for (const group of groups) {
    const name = `${group.file}: ${group.description}`;
    const validator = compile(group, remotes, mode);
    if (typeof validator === "string") {
      tally.refused[name] = validator;
      tally.refusedTests += group.tests.length;
    } else count(tally, name, group, validator);
  }
  return tally;
}

function compile(group: SuiteGroup, remotes: Readonly<Record<string, unknown>>, mode: "assert" | "annotate"): CompiledValidator | string {
  const isAlone = !/"\$ref":"[^#]/.test(JSON.stringify(group.schema));
  const schema = suiteSchema(group.schema, isAlone ? {} : remotes);
  return typeof schema === "string" ? schema : compiledValidator(schema, { formats: mode });
}

function count(tally: Tally, name: string, group: SuiteGroup, { isValue, explain }: CompiledValidator): void {
  for (const { description, data, valid } of group.tests) {
    const verdict = isValue(data);
    const explained = explain(data).length === 0;
    if (verdict === valid && explained === valid) tally.right++;
    else tally.wrong.push(`${name}: ${description}: guard ${verdict}, explain ${explained}, expected ${valid}`);
  }
}

describeWithShared("JSON-Schema-Test-Suite", "json-schema-test-suite/tests", () => {
  for (const draft of Object.keys(drafts) as Draft[]) {
    test(`${draft}: guard and explanation agree, and no result is wrong`, async () => {
      const { right, wrong, refused, refusedTests } = run(draft, suiteGroups(draft), "annotate");
      expect(wrong).toEqual([]);
      const text = JSON.stringify({ right, refusedTests, refused }, undefined, 2);
      await expect(`${text}\n`).toMatchFileSnapshot(`json-schema-test-suite/${draft}.json`);
    });
  }

  test("draft2020-12 formats", async () => {
    const groups = suiteGroups("draft2020-12", "optional/format").filter(({ file }) => checkedFormats.has(file.replace(".json", "")));
    const { right, wrong } = run("draft2020-12", groups, "assert");
    await expect(`${JSON.stringify({ right, wrong }, undefined, 2)}\n`).toMatchFileSnapshot("json-schema-test-suite/formats.json");
  });
});
