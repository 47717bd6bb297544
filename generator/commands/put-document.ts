import { relative, resolve } from "node:path";
import type { RuleId } from "../diagnostics/rules.js";
import { settleFiles } from "../diagnostics/settle.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { formattedMessage, lineEndingsMessage } from "../write/difference-kind.js";
import type { DifferenceKind } from "../write/difference-kind.js";
import { compareDocument, writeDocument } from "../write/write-files.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Finding } from "../diagnostics/diagnostic.js";
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
  /** The severities that the config sets. */
  readonly severity: SeverityOverrides;
};

/** Writes a document, or only checks that it is up to date. Prints the result and returns the exit code. */
export function putDocument({ path, text: asMade, isCheck, command, severity }: PutOptions, context: CommandContext): ExitCode {
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
      return reportStale(result.kind, { file: shown, command, severity }, context);
    case "foreign": {
      const message = `"${shown}" exists and was not written by dagwire, so it is not overwritten.`;
      return report("OUTPUT_FOREIGN", shown, { message, hint: 'Move the file, or choose another "--out".' }, severity, context);
    }
    default: {
      const hint = 'Check the permissions of the file and its folder, or choose another "--out".';
      return report("OUTPUT_UNWRITABLE", shown, { message: `"${shown}" cannot be written (${result.reason}).`, hint }, severity, context);
    }
  }
}

/** A document on the disk, as findings name it. */
type StaleDocument = Pick<PutOptions, "command" | "severity"> & { readonly file: string };

/** Reports that a document on the disk differs from what a command would write. Returns the exit code. */
export function reportStale(kind: DifferenceKind, { file, command, severity }: StaleDocument, context: CommandContext): ExitCode {
  switch (kind) {
    case "line-endings":
      return report("OUTPUT_LINE_ENDINGS", file, lineEndingsMessage("The file", file, command), severity, context);
    case "formatting":
      return report("OUTPUT_FORMATTED", file, formattedMessage("The file", file, command), severity, context);
    default: {
      const hint = `Run \`npx dagwire ${command}\` and commit the result.`;
      return report("STALE", file, { message: "does not match its schemas.", hint }, severity, context);
    }
  }
}

/** Shows a finding with the severity of the config. Returns the exit code of a command that finds nothing else. */
function report(
  rule: RuleId,
  file: string,
  text: Pick<Finding, "message" | "hint">,
  severity: SeverityOverrides,
  context: CommandContext,
): ExitCode {
  const diagnostics = settleFiles([{ rule, place: { file }, ...text }], severity);
  showDiagnostics(diagnostics, context);
  return diagnostics.some((diagnostic) => diagnostic.severity === "error") ? exitCode.findings : exitCode.fine;
}
