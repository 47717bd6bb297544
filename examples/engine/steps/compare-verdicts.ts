import { writeFileSync } from "node:fs";
import path from "node:path";
import { readProjectFile } from "./webhook-project.js";
import { formatFindings, listDifferences } from "./webhook-findings.js";
import type { Verdict } from "./webhook-verdicts.js";

/**
 * A step of the webhook pipeline: `compare-verdicts.js PROJECT`. Fails if the generated validators and ajv differ on a
 * payload. Otherwise writes a text on the payloads for the report.
 */
function main([project = ""]: readonly string[]): number {
  const ours = readProjectFile(project, "verdicts-dagwire.json") as readonly Verdict[];
  const theirs = readProjectFile(project, "verdicts-ajv.json") as readonly Verdict[];
  const differences = listDifferences(ours, theirs);
  for (const difference of differences) console.log(difference);
  writeFileSync(path.join(project, "findings.md"), formatFindings(ours, differences));
  console.log(`output ${JSON.stringify({ payloads: ours.length, agree: ours.length - differences.length, differ: differences.length })}`);
  return differences.length === 0 && ours.length === theirs.length ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
