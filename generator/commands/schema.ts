import type { TSchema } from "@sinclair/typebox";
import { checkReportSchema } from "../check/report-schema.js";
import { configSchema } from "../config/config-schema.js";
import { manifestSchema } from "../config/manifest-schema.js";
import { supportSchema } from "../config/support-schema.js";
import { reportSchema } from "../diagnostics/formats/report-schema.js";
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

const help = `dagwire schema: prints the JSON Schema of a file that dagwire reads or writes, for editors and tools.

Usage: dagwire schema ${Object.keys(schemas).join("|")}

  config     dagwire.config.json
  protocol   the manifest, protocol.json
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
    const [name = ""] = parseArguments(args, {}, 1).positionals;
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema === undefined) throw new UsageError(`name one of ${Object.keys(schemas).join(", ")}.`);
    context.stdout(`${JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema() }, undefined, 2)}\n`);
    return exitCode.fine;
  },
};
