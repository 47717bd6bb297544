import type { Reported } from "./reported.js";

/** Prints findings as workflow commands, which GitHub Actions shows as annotations beside the lines. */
export function formatGithub(findings: readonly Reported[]): string {
  return findings.map((finding) => `${command(finding)}\n`).join("");
}

function command({ severity, file, line, column, rule, message, hint, details, waived }: Reported): string {
  const level = waived === undefined ? severity : "notice";
  const place = line === undefined ? "" : `,line=${line},col=${column ?? 1}`;
  const text = [`${message} ${hint}`.trimEnd(), details ?? ""].filter((part) => part !== "").join("\n");
  return `::${level} file=${property(file)}${place},title=${property(rule)}::${data(text)}`;
}

/** Escapes a message as `escapeData` of actions/toolkit does. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Escapes a property as `escapeProperty` of actions/toolkit does. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
