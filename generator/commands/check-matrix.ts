import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { subsetQuestions } from "../check/provers.js";
import { supportMatrix, supportTable } from "../check/support-matrix.js";
import type { MatrixCell, MatrixVersion } from "../check/support-matrix.js";
import { formatMatrix } from "../check/formats/format-matrix.js";
import { isLower } from "../check/versions.js";
import { supportPath } from "../config/load-support.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { exitCode } from "../base/exit-code.js";
import { isPresent } from "./check-protocols.js";
import type { CheckSettings, ComparedProtocol } from "./check-protocols.js";
import { showDiagnostics } from "../diagnostics/command-context.js";
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
    return put(protocol, versions, cells, isCheck, context);
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

function put(
  { today }: ComparedProtocol,
  versions: readonly MatrixVersion[],
  cells: readonly MatrixCell[],
  isCheck: boolean,
  context: CommandContext,
): ExitCode {
  const file = supportPath(today.manifest);
  const path = resolve(context.cwd, file);
  const text = printable(`${JSON.stringify(supportTable(versions, cells), undefined, 2)}\n`);
  if (existsSync(path) && readFileSync(path, "utf8") === text) {
    context.stderr(`${file}: up to date\n`);
    return exitCode.fine;
  }
  if (isCheck) {
    const hint = "Run `npx dagwire check --matrix`, then `npx dagwire generate`, and commit both.";
    showDiagnostics([{ rule: "STALE", severity: "error", file, message: "does not match its schemas and baselines.", hint }], context);
    return exitCode.findings;
  }
  writeFileSync(path, text);
  context.stderr(`${file}: written; run \`npx dagwire generate\`\n`);
  return exitCode.fine;
}
