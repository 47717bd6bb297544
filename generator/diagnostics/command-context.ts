import type { Diagnostic } from "./diagnostic.js";
import type { Paint } from "./format-text.js";
import { formatCount, formatText } from "./format-text.js";

/** The folder, the outputs and the signals that a command may use. */
export type CommandContext = {
  /** Folder in which the command was called. */
  readonly cwd: string;
  /** Writes the command's data to stdout. */
  readonly stdout: (text: string) => void;
  /** Writes progress, counts and findings to stderr. */
  readonly stderr: (text: string) => void;
  readonly paint: Paint;
  /** Collects findings that are written as one document at the end. If absent, findings are printed as text at once. */
  readonly report?: ((diagnostics: readonly Diagnostic[]) => void) | undefined;
  /** Collects garbage if much was made since the last call. Absent if the process belongs to another program. */
  readonly collect?: (() => void) | undefined;
  /** Registers a callback for the moment when the user ends a running command, for example with Ctrl-C. */
  readonly onInterrupt?: (stop: () => void) => void;
};

/** Prints findings as text to stdout and their count to stderr, or passes them to the context's `report` if present. */
export function showDiagnostics(diagnostics: readonly Diagnostic[], context: CommandContext): void {
  if (diagnostics.length === 0) return;
  if (context.report !== undefined) {
    context.report(diagnostics);
    return;
  }
  context.stdout(formatText(diagnostics, context.paint));
  context.stderr(`${formatCount(diagnostics)}\n`);
}
