import type { Diagnostic } from "../diagnostic.js";
import { formatText } from "../format-text.js";
import { formatGithub } from "./format-github.js";
import { formatGitlab } from "./format-gitlab.js";
import { formatJson } from "./format-json.js";
import { formatJunit } from "./format-junit.js";
import { formatSarif } from "./format-sarif.js";

/** The printers of findings, by the name that `--format` takes. */
export const formats = {
  text: (diagnostics: readonly Diagnostic[]) => formatText(diagnostics),
  json: formatJson,
  github: formatGithub,
  sarif: (diagnostics: readonly Diagnostic[]) => formatSarif(diagnostics),
  junit: formatJunit,
  gitlab: formatGitlab,
} as const satisfies Readonly<Record<string, (diagnostics: readonly Diagnostic[]) => string>>;

/** A name that `--format` takes. */
export type FormatName = keyof typeof formats;
