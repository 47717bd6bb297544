import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, relative, resolve, sep } from "node:path";
import type { LoadedConfig, ProtocolPlan } from "../config/load-config.js";
import type { Direction } from "../model/event-model.js";
import { moduleName } from "../emit/import-paths.js";
import { modelProtocol } from "../pipeline/read-protocol.js";
import { handlerPlan } from "../scaffold/handler-plan.js";
import type { HandlerPlan } from "../scaffold/handler-plan.js";
import { printSkeleton } from "../scaffold/skeleton.js";
import { updateHandlers } from "../scaffold/update-handlers.js";
import type { UpdatedFile } from "../scaffold/update-handlers.js";
import { makeFolder } from "../write/write-files.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { configHelp, configOption, openConfig, textOption } from "./open-config.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";
import { showDiagnostics } from "../diagnostics/command-context.js";

const help = `dagwire scaffold: writes event handlers that are yours, and keeps them complete.

Usage: dagwire scaffold FILE --handlers server|client [--config PATH] [--protocol NAME]
                        [--import MODULE] [--check]

A new FILE gets a switch with a case per event, or a handler map if no property that all events
require distinguishes them. In a FILE that exists, each event without a case gets one, and each case
whose event was removed gets a comment. Every other byte stays.

Options:
  --handlers SIDE  server: handle what the server sends; client: what clients send
${configHelp}  --protocol NAME  the protocol to use if the config has several
  --import MODULE  import the generated types from there, such as "@dagwire/dag".
                   Default: the config's output folder, relative to FILE
  --check          write nothing; exit 1 if FILE would change
  --help           print this

Exit codes: 0 fine, 1 FILE cannot be edited or --check found something, 2 wrong arguments or
unreadable input, 3 a fault of dagwire.
`;

const options = {
  ...configOption,
  handlers: { type: "string" },
  protocol: { type: "string" },
  import: { type: "string" },
  check: { type: "boolean" },
} as const;

/** The command `dagwire scaffold`. */
export const scaffoldCommand: Command = {
  name: "scaffold",
  summary: "write event handlers, and add the missing ones after a change",
  help,
  run(args, context) {
    const { values, positionals } = parseArguments(args, options, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError("name the file for the handlers.");
    const direction = directionOf(values);
    const config = openConfig(values, context);
    if (config === undefined) return exitCode.usage;
    const target = targetOf(config, direction, values, context);
    if (typeof target === "number") return target;
    const job: Job = {
      ...target,
      shown: file,
      path: resolve(context.cwd, file),
      module: textOption(values, "import"),
      isCheck: values["check"] === true,
    };
    return existsSync(job.path) ? update(job, context) : create(job, context);
  },
};

type Target = { readonly plan: HandlerPlan; readonly protocol: ProtocolPlan };

type Job = Target & {
  readonly shown: string;
  readonly path: string;
  readonly module: string | undefined;
  readonly isCheck: boolean;
};

function directionOf(values: OptionValues): Direction {
  const side = textOption(values, "handlers");
  if (side === "server" || side === "client") return side;
  throw new UsageError(
    side === undefined ? 'add "--handlers server" or "--handlers client".' : `"--handlers" takes "server" or "client", not "${side}".`,
  );
}

/**
 * Returns the protocol, and the events that its handler file has to handle. If a protocol has errors, prints them and
 * returns the exit code.
 */
function targetOf(config: LoadedConfig, direction: Direction, values: OptionValues, context: CommandContext): Target | ExitCode {
  const wanted = textOption(values, "protocol");
  const names: string[] = [];
  for (const protocol of config.plans) {
    const { model, diagnostics, isReadable } = modelProtocol(context.cwd, protocol, config.severity);
    if (model === undefined) {
      showDiagnostics(
        diagnostics.filter(({ severity }) => severity === "error"),
        context,
      );
      return isReadable ? exitCode.findings : exitCode.usage;
    }
    names.push(model.name);
    if (wanted === undefined ? config.plans.length === 1 : model.name === wanted) return { plan: handlerPlan(model, direction), protocol };
  }
  const known = names.map((name) => `"${name}"`).join(", ");
  throw new UsageError(
    wanted === undefined
      ? `the config has several protocols; choose with "--protocol": ${known}.`
      : `"${wanted}" is not a protocol of the config; it has ${known}.`,
  );
}

function create(job: Job, context: CommandContext): ExitCode {
  const { plan, protocol, path, shown, isCheck } = job;
  if (![".ts", ".tsx", ".mts", ".cts"].includes(extname(path)))
    throw new UsageError(`"${shown}" has to end in .ts: the handlers are TypeScript.`);
  if (plan.events.length === 0) {
    context.stderr(`${shown}: not written; the protocol has no ${plan.direction} event that is dispatched.\n`);
    return exitCode.findings;
  }
  if (isCheck) {
    context.stderr(`${shown}: does not exist. Run \`npx dagwire scaffold ${shown} --handlers ${plan.direction}\`.\n`);
    return exitCode.findings;
  }
  const text = printSkeleton(plan, { generated: job.module ?? moduleFrom(path, protocol), runtime: protocol.runtime });
  if (!write(path, text, shown, context)) return exitCode.findings;
  context.stdout(`${shown}\n`);
  context.stderr(`${shown}: ${plural(plan.events.length, plan.isSwitchProof ? "case" : "handler")} written\n`);
  return exitCode.fine;
}

function moduleFrom(path: string, { outPath, importExtension = ".js" }: ProtocolPlan): string {
  const inside = relative(dirname(path), outPath).split(sep).join("/");
  const prefix = inside.startsWith(".") ? "" : "./";
  return `${inside === "" ? "." : prefix + inside}/${moduleName("index", importExtension)}`;
}

function update(job: Job, context: CommandContext): ExitCode {
  const { plan, path, shown, isCheck } = job;
  const text = read(path);
  if (text === undefined) {
    context.stderr(`${shown}: cannot be read. Name a UTF-8 text file that you may read.\n`);
    return exitCode.usage;
  }
  const result = updateHandlers(path, text, plan);
  if ("refusal" in result) {
    const place = result.line === undefined ? shown : `${shown}:${result.line}${result.column === undefined ? "" : `:${result.column}`}`;
    context.stderr(`${place}: ${result.refusal}. The file is left as it is.\n`);
    return exitCode.findings;
  }
  if (result.text === text) {
    context.stderr(`${shown}: up to date, ${plural(plan.events.length, "event")} handled by the ${result.form} in line ${result.line}\n`);
    return exitCode.fine;
  }
  if (!isCheck && !write(path, result.text, shown, context)) return exitCode.findings;
  tell(result, job, context);
  return isCheck ? exitCode.findings : exitCode.fine;
}

function tell({ added, marked, unmarked, form, line }: UpdatedFile, { shown, plan, isCheck }: Job, context: CommandContext): void {
  const what = form === "switch" ? "case" : "handler";
  for (const name of added) context.stdout(`${shown}: ${isCheck ? "lacks" : "added"} ${what} "${name}"\n`);
  for (const name of marked)
    context.stdout(`${shown}: ${isCheck ? "has" : "marked"} ${what} "${name}", whose event is no longer in the protocol\n`);
  for (const name of unmarked)
    context.stdout(`${shown}: ${isCheck ? "has a mark at" : "removed the mark from"} ${what} "${name}", which is in the protocol again\n`);
  const way = isCheck ? `Run \`npx dagwire scaffold ${shown} --handlers ${plan.direction}\`.` : `The rest of the file is as it was.`;
  context.stderr(`${shown}: ${form} in line ${line}: ${added.length} missing, ${marked.length} gone. ${way}\n`);
}

function read(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? decode(readFileSync(path)) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the text of a file's bytes; `undefined` if they are not UTF-8, because writing the text back would then
 * change them.
 */
function decode(bytes: Buffer): string | undefined {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
}

function write(path: string, text: string, shown: string, context: CommandContext): boolean {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
    return true;
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    context.stderr(`${shown}: cannot be written (${reason}). Check its permissions and the free space.\n`);
    return false;
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
