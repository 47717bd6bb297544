import { emitAsyncApi } from "../emit/asyncapi/emit-asyncapi.js";
import { emitJsonSchema } from "../emit/json-schema/emit-json-schema.js";
import type { ProtocolModel } from "../model/protocol.js";
import { nearest } from "../base/nearest.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { directionOption } from "./options.js";
import { configHelp, configOption, textOption } from "./open-config.js";
import { openProtocol } from "./open-protocol.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";
import { putDocument } from "./put-document.js";

const help = `dagwire export: writes the protocol in another notation.

Usage: dagwire export asyncapi [--side server|client] [--config PATH] [--out FILE] [--check]
       dagwire export json-schema [--config PATH] [--out FILE] [--check]

asyncapi      AsyncAPI 3.0, as one side sees it: what it sends and what it receives. Payloads are
              AsyncAPI Schema Objects (draft-07); an event that draft-07 cannot express exactly
              has its schema as 2020-12 in the multi-format form.
json-schema   One JSON Schema of 2020-12 with every event and type under "$defs", whatever dialect
              they were written in. It accepts the same values as the schemas as written.

Options:
${configHelp}  --side SIDE    asyncapi: the application that the document is about. Default: server
  --out FILE     write there. Default: standard output
  --check        with --out: write nothing; exit 1 if the file is out of date
  --help         print this

Exit codes: 0 fine, 1 findings or a stale file, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

const formats = ["asyncapi", "json-schema"] as const;

/** The command `dagwire export`. */
export const exportCommand: Command = {
  name: "export",
  summary: "write the protocol as AsyncAPI or as one JSON Schema",
  help,
  run(args, context) {
    const options = { ...configOption, side: { type: "string" }, out: { type: "string" }, check: { type: "boolean" } } as const;
    const { values, positionals } = parseArguments(args, options, 1);
    const emit = emitterOf(positionals[0], values);
    const path = textOption(values, "out");
    if (path === undefined && values["check"] === true) throw new UsageError("--check needs --out: the file to compare with.");
    const result = openProtocol(values, context);
    if ("code" in result) return result.code;
    const text = emit(result.opened);
    if (path !== undefined) {
      const { severity } = result;
      return putDocument({ path, text, isCheck: values["check"] === true, command: commandOf(args), severity }, context);
    }
    context.stdout(text);
    return exitCode.fine;
  },
};

function emitterOf(format: string | undefined, values: OptionValues): (model: ProtocolModel) => string {
  const side = directionOption("side", textOption(values, "side"));
  if (format === "asyncapi") return (model) => emitAsyncApi(model, side ?? "server");
  if (side !== undefined) throw new UsageError("--side is for asyncapi only.");
  if (format === "json-schema") return emitJsonSchema;
  if (format === undefined) throw new UsageError(`name the notation: ${formats.join(" or ")}.`);
  const suggestion = nearest(format, formats);
  throw new UsageError(
    `"${format}" is not a notation. ${suggestion === undefined ? `Use ${formats.join(" or ")}.` : `Did you mean "${suggestion}"?`}`,
  );
}

function commandOf(args: readonly string[]): string {
  return ["export", ...args.filter((arg) => arg !== "--check")].join(" ");
}
