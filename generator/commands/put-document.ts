import { relative, resolve } from "node:path";
import type { RuleId } from "../diagnostics/rules.js";
import { compareDocument, writeDocument } from "../write/write-files.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { showDiagnostics } from "../diagnostics/command-context.js";

/** A document and its path. */
export type PutOptions = {
  /** Relative to the folder in which the command was called. */
  readonly path: string;
  readonly text: string;
  /** True to write nothing and only check that the file is up to date. */
  readonly isCheck: boolean;
  /** The command that writes the document, for the hint. */
  readonly command: string;
};

/** Writes a document, or checks that it is up to date, and prints the outcome. */
export function putDocument({ path, text, isCheck, command }: PutOptions, context: CommandContext): ExitCode {
  const target = resolve(context.cwd, path);
  const inside = relative(context.cwd, target);
  const shown = inside.startsWith("..") ? target : inside;
  const result = isCheck ? compareDocument(target, text) : writeDocument(target, text);
  switch (result.outcome) {
    case "written":
      context.stdout(`${shown}\n`);
      return exitCode.fine;
    case "equal":
      context.stderr(`${shown}: up to date\n`);
      return exitCode.fine;
    case "stale":
      return refuse("STALE", shown, "does not match its schemas.", `Run \`npx dagwire ${command}\` and commit the result.`, context);
    case "foreign":
      return refuse(
        "OUTPUT_FOREIGN",
        shown,
        `"${shown}" exists and was not written by dagwire, so it is not overwritten.`,
        'Move it, or choose another "--out".',
        context,
      );
    default:
      return refuse(
        "OUTPUT_UNWRITABLE",
        shown,
        `"${shown}" cannot be written (${result.reason}).`,
        'Check its permissions, or choose another "--out".',
        context,
      );
  }
}

function refuse(rule: RuleId, file: string, message: string, hint: string, context: CommandContext): ExitCode {
  showDiagnostics([{ rule, severity: "error", file, message, hint }], context);
  return exitCode.findings;
}
