import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import type { Findings } from "../diagnostics/diagnostic.js";
import { isFixedRule } from "../diagnostics/rules.js";
import type { Document } from "../load/document-store.js";

/** Returns true if a config sets the severity of a rule whose severity is always the same. Adds a finding for each such rule. */
export function hasFixedSeverity({ file, value }: Document, findings: Findings): boolean {
  const severity = isObject(value) ? value["severity"] : undefined;
  const fixed = isObject(severity) ? Object.keys(severity).filter(isFixedRule) : [];
  for (const id of fixed) {
    findings.add({
      rule: "OPTION_INVALID",
      place: { file, pointer: joinPointer("", "severity", id), on: "key" },
      message: `"severity" cannot change ${id}: after this error no files can be generated, or they are out of date or do not compile.`,
      hint: `Remove "${id}" from "severity".`,
    });
  }
  return fixed.length > 0;
}
