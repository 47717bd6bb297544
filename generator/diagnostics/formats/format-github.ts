import type { Diagnostic } from "../diagnostic.js";

/** Workflow commands, which GitHub Actions shows as annotations beside the lines. */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${command(diagnostic)}\n`).join("");
}

function command({ severity, file, line, column, rule, message, hint }: Diagnostic): string {
  const place = line === undefined ? "" : `,line=${line},col=${column ?? 1}`;
  return `::${severity} file=${property(file)}${place},title=${property(rule)}::${data(`${message} ${hint}`.trimEnd())}`;
}

/** Source: `escapeData` of actions/toolkit. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Source: `escapeProperty` of actions/toolkit. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
