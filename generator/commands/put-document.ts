import { relative, resolve } from "node:path";
import type { RuleId } from "../diagnostics/rules.js";
import { formattedMessage, lineEndingsMessage } from "../write/difference-kind.js";
import type { DifferenceKind } from "../write/difference-kind.js";
import { compareDocument, writeDocument } from "../write/write-files.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { showDiagnostics } from "../diagnostics/command-context.js";
import { printable } from "../base/printable.js";

/** The arguments of {@link putDocument}: a text, its path, and how to write it. */
export type PutOptions = {
  /** The path of the document, relative to the folder in which the user called the command. */
  readonly path: string;
  readonly text: string;
  /** True if the file is not written but only compared with the text. */
  readonly isCheck: boolean;
  /** The arguments after `dagwire` that write the document. The hint about a stale document names them. */
  readonly command: string;
};

/** Writes a document, or only checks that it is up to date. Prints the result and returns the exit code. */
export function putDocument({ path, text: asMade, isCheck, command }: PutOptions, context: CommandContext): ExitCode {
  const text = printable(asMade);
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
      return reportStale(result.kind, shown, command, context);
    case "foreign":
      return refuse(
        "OUTPUT_FOREIGN",
        shown,
        `"${shown}" exists and was not written by dagwire, so it is not overwritten.`,
        'Move the file, or choose another "--out".',
        context,
      );
    default:
      return refuse(
        "OUTPUT_UNWRITABLE",
        shown,
        `"${shown}" cannot be written (${result.reason}).`,
        'Check the permissions of the file and its folder, or choose another "--out".',
        context,
      );
  }
}

function reportStale(kind: DifferenceKind, shown: string, command: string, context: CommandContext): ExitCode {
  switch (kind) {
    case "line-endings": {
      const { message, hint } = lineEndingsMessage("The file", shown, command);
      showDiagnostics([{ rule: "OUTPUT_LINE_ENDINGS", severity: "warning", file: shown, message, hint }], context);
      return exitCode.fine;
    }
    case "formatting": {
      const { message, hint } = formattedMessage("The file", shown, command);
      return refuse("OUTPUT_FORMATTED", shown, message, hint, context);
    }
    default:
      return refuse("STALE", shown, "does not match its schemas.", `Run \`npx dagwire ${command}\` and commit the result.`, context);
  }
}

function refuse(rule: RuleId, file: string, message: string, hint: string, context: CommandContext): ExitCode {
  showDiagnostics([{ rule, severity: "error", file, message, hint }], context);
  return exitCode.findings;
}
