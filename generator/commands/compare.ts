import { resolve } from "node:path";
import type { ComparedSide, SchemaComparison } from "../pipeline/compare-schemas.js";
import { compareSides, readSchema } from "../pipeline/compare-schemas.js";
import type { SubsetVerdict } from "../subset/verdict.js";
import { formatText } from "../diagnostics/format-text.js";
import { settle } from "../diagnostics/settle.js";
import { Workspace } from "../load/workspace.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { Command } from "./command.js";
import { textOption } from "./options.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";

const help = `dagwire compare: compares two JSON Schemas by the values that they accept.

Usage: dagwire compare A.json B.json [--format text|json] [--annotate-formats]

It answers two questions: is every value of A a value of B, and is every value of B a value of A?
  yes       proved
  no        with a witness: a value that one schema accepts and the other refuses; the validators
            that dagwire generates for the two schemas confirm it
  unknown   not decided, with the reason

Schemas may be of any dialect from draft-04 to 2020-12. A reference may name a file beside the
schema; "FILE#/$defs/name" compares a part of a file.

Options:
  --format F           text, or json: { "aInB": { "verdict", "witness"?, "reason"? }, "bInA": { … } }
  --annotate-formats   treat "format" as an annotation; otherwise formats are checked
  --help               print this

Exit codes: 0 answered, whatever the answer, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

const options = { format: { type: "string" }, "annotate-formats": { type: "boolean" } } as const;

/** The command `dagwire compare`. */
export const compareCommand: Command = {
  name: "compare",
  summary: "decide whether every value of one schema is a value of another",
  help,
  run(args, context) {
    const { values, positionals } = parseArguments(args, options, 2);
    const [a, b] = positionals;
    if (a === undefined || b === undefined) throw new UsageError("name two schemas.");
    const format = formatOption(values);
    const formats = values["annotate-formats"] === true ? "annotate" : "assert";
    const comparison = compareSides(readSide(a, context), readSide(b, context), { formats });
    context.stdout(format === "json" ? `${JSON.stringify(comparison, undefined, 2)}\n` : formatComparison(a, b, comparison));
    return exitCode.fine;
  },
};

function readSide(name: string, { cwd }: CommandContext): ComparedSide {
  const hash = name.indexOf("#");
  const [file, pointer] = hash === -1 ? [name, ""] : [name.slice(0, hash), name.slice(hash + 1)];
  // Each of the two schemas gets a workspace of its own, because two versions of a schema have the same `$id`s.
  const workspace = new Workspace(cwd);
  const document = workspace.store.read(resolve(cwd, file));
  if (document !== undefined) return readSchema(workspace, document, pointer);
  const diagnostics = settle(workspace.findings.all(), (shown) => workspace.store.textOf(shown));
  throw new UsageError(formatText(diagnostics).trimEnd());
}

function formatOption(values: OptionValues): "text" | "json" {
  const format = textOption(values, "format") ?? "text";
  if (format === "text" || format === "json") return format;
  throw new UsageError(`--format is "text" or "json", not "${format}".`);
}

function formatComparison(a: string, b: string, { aInB, bInA }: SchemaComparison): string {
  return `${sentence(a, b, aInB)}\n${sentence(b, a, bInA)}\n`;
}

function sentence(a: string, b: string, verdict: SubsetVerdict): string {
  switch (verdict.verdict) {
    case "yes":
      return `yes: every value of ${a} is a value of ${b}.`;
    case "no":
      return `no: ${a} accepts ${JSON.stringify(verdict.witness)}, ${b} refuses it.`;
    case "unknown":
      return `unknown: whether every value of ${a} is a value of ${b} was not decided: ${verdict.reason}.`;
  }
}
