import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { subsetQuestions } from "../check/provers.js";
import { supportMatrix, supportTable } from "../check/support-matrix.js";
import type { MatrixVersion } from "../check/support-matrix.js";
import { formatMatrix } from "../check/formats/format-matrix.js";
import { isLower } from "../check/versions.js";
import { supportPath } from "../config/load-support.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { exitCode } from "../base/exit-code.js";
import { isPresent } from "./check-protocols.js";
import type { CheckSettings, ComparedProtocol } from "./check-protocols.js";
import type { SupportTable } from "../config/support-schema.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { documentDifference } from "../write/difference-kind.js";
import { reportStale } from "./put-document.js";
import { printable } from "../base/printable.js";

/**
 * Runs `dagwire check --matrix`: prints which versions understand each other, and writes the support table. If
 * `isCheck` is true, only reports whether the table is out of date.
 */
export function writeMatrix(
  protocols: readonly ComparedProtocol[],
  settings: CheckSettings,
  isCheck: boolean,
  context: CommandContext,
): ExitCode {
  const questions = subsetQuestions();
  const waivers = (settings.config.check.waivers ?? []).filter(({ expires }) => expires === undefined || expires >= settings.day);
  const waived = new Set(waivers.map(({ fingerprint }) => fingerprint));
  const codes = protocols.map((protocol) => {
    const versions = versionsOf(protocol);
    const cells = supportMatrix(versions, questions, (fingerprint) => waived.has(fingerprint));
    context.stdout(formatMatrix(protocol.today.name, versions, cells, context.paint));
    return put(
      supportPath(protocol.today.manifest),
      supportTable(versions, cells),
      { isCheck, severity: settings.config.severity },
      context,
    );
  });
  return codes.find((code) => code !== exitCode.fine) ?? exitCode.fine;
}

/**
 * Returns the versions of a protocol, the oldest first and today's last. Baselines with the same digest count as one
 * version.
 */
function versionsOf({ today, baselines }: ComparedProtocol): MatrixVersion[] {
  const known = new Map<string, MatrixVersion>();
  const sorted = baselines
    .filter(isPresent)
    .toSorted((a, b) => Number(isLower(b.model.version, a.model.version)) - Number(isLower(a.model.version, b.model.version)));
  for (const { label, model } of sorted) {
    if (model.digest === today.digest) continue;
    const same = known.get(model.digest);
    known.set(model.digest, { model, labels: [...(same?.labels ?? []), label] });
  }
  return [...known.values(), { labels: ["today"], model: today }];
}

type PutTable = { readonly isCheck: boolean; readonly severity: SeverityOverrides };

function put(file: string, table: SupportTable, { isCheck, severity }: PutTable, context: CommandContext): ExitCode {
  const path = resolve(context.cwd, file);
  const text = printable(`${JSON.stringify(table, undefined, 2)}\n`);
  const present = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (present === text) {
    context.stderr(`${file}: up to date\n`);
    return exitCode.fine;
  }
  if (isCheck) {
    const kind = present === undefined ? "content" : documentDifference(present, text);
    return reportStale(kind, { file, command: "check --matrix", severity }, context);
  }
  writeFileSync(path, text);
  context.stderr(`${file}: written; run \`npx dagwire generate\`\n`);
  return exitCode.fine;
}
