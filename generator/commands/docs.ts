import { join } from "node:path";
import { describeProtocol } from "../emit/docs/describe-protocol.js";
import { emitHtml } from "../emit/docs/emit-html.js";
import { emitMarkdown } from "../emit/docs/emit-markdown.js";
import type { ProtocolModel } from "../model/protocol.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { configHelp, configOption, textOption } from "./open-config.js";
import { openProtocols } from "./open-protocol.js";
import { parseArguments } from "./parse-arguments.js";
import { putDocument } from "./put-document.js";

const help = `dagwire docs: writes the documentation of a protocol.

Usage: dagwire docs [--config PATH] [--out FOLDER] [--check]

Writes, for each protocol of the config:
  <name>.md     Markdown, for a repository or a wiki
  <name>.html   one page without scripts and requests, in light and dark colours

Options:
${configHelp}  --out FOLDER   write there. Default: docs
  --check        write nothing; exit 1 and name the files that are out of date
  --help         print this

Exit codes: 0 fine, 1 findings or stale files, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

/** The command `dagwire docs`. */
export const docsCommand: Command = {
  name: "docs",
  summary: "describe the protocol for people, as Markdown and as one HTML page",
  help,
  run(args, context) {
    const { values } = parseArguments(args, { ...configOption, out: { type: "string" }, check: { type: "boolean" } });
    const result = openProtocols(values, context);
    if ("code" in result) return result.code;
    const folder = textOption(values, "out") ?? "docs";
    const codes = filesOf(result.opened).map(({ name, text }) => {
      return putDocument(
        { path: join(folder, name), text, isCheck: values["check"] === true, command: "docs", severity: result.severity },
        context,
      );
    });
    return codes.find((code) => code !== exitCode.fine) ?? exitCode.fine;
  },
};

function filesOf(models: readonly ProtocolModel[]): { readonly name: string; readonly text: string }[] {
  const names = new Set<string>();
  return models.flatMap((model) => {
    const name = model.name.replaceAll(/[^\w.-]+/g, "-");
    if (names.has(name))
      throw new UsageError(
        `two protocols are named "${model.name}", so their documents would have the same file name. Run docs once per protocol, with --config and --out.`,
      );
    names.add(name);
    const page = describeProtocol(model);
    return [
      { name: `${name}.md`, text: emitMarkdown(page) },
      { name: `${name}.html`, text: emitHtml(page) },
    ];
  });
}
