import { version } from "../../version.js";
import type { Diagnostic } from "../diagnostic.js";
import { ruleNamed } from "../rules.js";

/** Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts and editors take in. */
export function formatSarif(diagnostics: readonly Diagnostic[]): string {
  const ids = [...new Set(diagnostics.map(({ rule }) => rule))].toSorted();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "dagwire", version, rules: ids.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The folder in which dagwire ran." } } },
        results: diagnostics.map((diagnostic) => result(diagnostic, ids.indexOf(diagnostic.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor(id: Diagnostic["rule"]): object {
  const { severity, summary, explanation } = ruleNamed(id);
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: explanation },
    help: { text: `dagwire explain ${id}` },
    defaultConfiguration: { level: severity === "off" ? "none" : severity },
  };
}

function result({ rule, severity, file, line, column, message, hint }: Diagnostic, ruleIndex: number): object {
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: `${message} ${hint}`.trimEnd() },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), ...region } }],
  };
}

/** Paths outside of the folder cannot be told relative to it. */
function artifact(file: string): object {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "ROOT" };
}
