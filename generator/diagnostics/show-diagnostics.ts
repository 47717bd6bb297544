import type { Diagnostic } from "./diagnostic.js";
import { formatCount, formatText } from "./format-text.js";
import type { CommandContext } from "./command-context.js";

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
