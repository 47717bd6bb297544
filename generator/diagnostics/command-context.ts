import type { Diagnostic } from "./diagnostic.js";
import type { Paint } from "./format-text.js";
import { formatCount, formatText } from "./format-text.js";

/** The folder, the outputs and the signals that a command may use. */
export type CommandContext = {
  /** The absolute path of the folder in which the user called the command. */
  readonly cwd: string;
  /** Writes the command's data to stdout. */
  readonly stdout: (text: string) => void;
  /** Writes progress and the counts of findings to stderr. */
  readonly stderr: (text: string) => void;
  readonly paint: Paint;
  /**
   * Keeps findings, which the caller writes as one document when the command ends. If this function is absent, the
   * command prints findings as text at once.
   */
  readonly report?: ((diagnostics: readonly Diagnostic[]) => void) | undefined;
  /**
   * Runs the garbage collector if much memory was allocated since the last call. Absent if another program called
   * dagwire in its own process.
   */
  readonly collect?: (() => void) | undefined;
  /** Registers a callback that runs when the user ends a running command, for example with Ctrl-C. */
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
