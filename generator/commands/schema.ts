import type { TSchema } from "@sinclair/typebox";
import { checkReportSchema } from "../check/report-schema.js";
import { configSchema } from "../config/config-schema.js";
import { manifestSchema } from "../config/manifest-schema.js";
import { supportSchema } from "../config/support-schema.js";
import { reportSchema } from "../diagnostics/formats/report-schema.js";
import { nearest } from "../base/nearest.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { parseArguments } from "./parse-arguments.js";

const schemas: Readonly<Record<string, () => TSchema>> = {
  config: configSchema,
  protocol: manifestSchema,
  support: supportSchema,
  report: () => reportSchema,
  "check-report": () => checkReportSchema,
};

/** Other names for schemas of {@link schemas}. */
const otherNames: Readonly<Record<string, string>> = { manifest: "protocol" };

const help = `dagwire schema: prints the JSON Schema of a file that dagwire reads or writes, for editors and tools.

Usage: dagwire schema ${Object.keys(schemas).join("|")}

  config     dagwire.config.json
  protocol   the manifest, protocol.json; "manifest" is another name for it
  support    the support table, protocol.support.json
  report     what \`--format json\` writes
  check-report
             what \`dagwire check --format json\` writes
`;

/** The command `dagwire schema`. */
export const schemaCommand: Command = {
  name: "schema",
  summary: "print the JSON Schema of the config, the manifest or a JSON report",
  help,
  run(args, context) {
    const [given = ""] = parseArguments(args, {}, 1).positionals;
    const name = Object.hasOwn(otherNames, given) ? (otherNames[given] ?? given) : given;
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema === undefined) throw new UsageError(adviceOn(name));
    context.stdout(`${JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema() }, undefined, 2)}\n`);
    return exitCode.fine;
  },
};

function adviceOn(name: string): string {
  const suggestion = nearest(name, [...Object.keys(schemas), ...Object.keys(otherNames)]);
  return suggestion === undefined
    ? `name one of ${Object.keys(schemas).join(", ")}.`
    : `"${name}" is no schema. Did you mean "${suggestion}"?`;
}
