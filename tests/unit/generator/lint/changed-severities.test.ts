import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { isFixedRule, rules } from "../../../../generator/diagnostics/rules.js";
import { generateProtocol } from "../../../../generator/pipeline/generate.js";
import { brokenProtocols } from "../../../helpers/broken-protocols.js";
import { temporaryFolder } from "../../../helpers/protocol-folder.js";
import { strictErrors } from "../../../helpers/strict-tsc.js";

test("generated code compiles, or generate refuses the protocol, if a config turns off each rule that it can turn off", () => {
  const severity = Object.fromEntries(Object.keys(rules).flatMap((id) => (isFixedRule(id) ? [] : [[id, "off" as const]])));
  const files: Record<string, string> = {};
  const refused = new Set<string>();
  for (const [index, [, contents]] of brokenProtocols.entries()) {
    const folder = temporaryFolder(contents);
    const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
    const made = generateProtocol(folder, plan, severity);
    for (const { rule } of made.diagnostics) refused.add(rule);
    for (const { path, text } of made.files ?? []) files[`p${index}/${path}`] = text;
  }
  expect(strictErrors(files)).toBe("");
  expect([...refused].toSorted()).toEqual([
    "EVENT_NAME_DUPLICATE",
    "EVENT_TAG_DUPLICATE",
    "REF_CYCLE",
    "TYPE_NAME_COLLISION",
    "TYPE_NAME_INVALID",
    "TYPE_NAME_SHADOWS_GLOBAL",
    "UNKNOWN_OPTION",
  ]);
});
