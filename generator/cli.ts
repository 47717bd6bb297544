import { garbageCollector } from "./base/collect-garbage.js";
import { exitCode, UsageError } from "./base/exit-code.js";
import type { CommandContext } from "./diagnostics/command-context.js";
import type { ExitCode } from "./base/exit-code.js";
import type { Command } from "./commands/command.js";
import { commands } from "./commands/index.js";
import { isStackOverflow } from "./base/stack-overflow.js";
import { nearest } from "./base/nearest.js";
import { version } from "./base/version.js";
import { printable, printableLine } from "./base/printable.js";
import { Terminal } from "./diagnostics/terminal.js";

async function overview(): Promise<string> {
  const loaded = await Promise.all(commands.map(({ load }) => load()));
  const width = Math.max(...loaded.map(({ name }) => name.length));
  const list = loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join("");
  return `dagwire ${version}: schema-first event protocols over WebSockets.

Usage: dagwire <command> [options]

Commands:
${list}
  --help      print this; \`dagwire <command> --help\` tells more
  --version   print the version

A first protocol: dagwire init && dagwire generate
`;
}

async function main(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return print(`${version}\n`);
  if (name === "--help" || name === "-h" || name === "help") return print(await overview());
  if (name === undefined) return usage(await overview());
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry === undefined) return usage(unknownCommand(name));
  const command = await entry.load();
  if (rest.includes("--help") || rest.includes("-h")) return print(command.help);
  return run(command, rest);
}

async function run(command: Command, args: readonly string[]): Promise<ExitCode> {
  try {
    return await command.run(args, context());
  } catch (error) {
    if (error instanceof UsageError)
      return usage(`dagwire ${command.name}: ${printableLine(error.message)}\nSee \`dagwire ${command.name} --help\`.\n`);
    return isStackOverflow(error) ? tooDeep() : internalFault(error);
  }
}

function context(): CommandContext {
  const terminal = new Terminal(process.stdout.isTTY && process.env["NO_COLOR"] === undefined);
  return {
    cwd: process.cwd(),
    stdout: (text) => process.stdout.write(terminal.shown(text)),
    stderr: (text) => process.stderr.write(terminal.shown(text)),
    paint: (style, text) => terminal.paint(style, text),
    collect: garbageCollector(),
    onInterrupt: (stop) => {
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
    },
  };
}

function unknownCommand(name: string): string {
  const suggestion = nearest(
    name,
    commands.map((command) => command.name),
  );
  const hint = suggestion === undefined ? "See `dagwire --help`." : `Did you mean "${suggestion}"?`;
  return `dagwire: "${printableLine(name)}" is not a command. ${hint}\n`;
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return exitCode.fine;
}

function usage(text: string): ExitCode {
  process.stderr.write(printable(text));
  return exitCode.usage;
}

function tooDeep(): ExitCode {
  process.stderr.write("dagwire: SCHEMA_TOO_DEEP: the schemas nest, or refer to one another, too deeply to be read.\n");
  return exitCode.findings;
}

function internalFault(error: unknown): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    printable(
      `dagwire: a fault of dagwire itself: ${printableLine(message)}\nPlease report it with the schema that causes it. DAGWIRE_DEBUG=1 shows where.\n`,
    ),
  );
  if (process.env["DAGWIRE_DEBUG"] === "1" && error instanceof Error) process.stderr.write(printable(`${error.stack ?? ""}\n`));
  return exitCode.internal;
}

/** A reader that went away (`dagwire … | head`) has what it wanted. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCode.fine);
}

process.stdout.on("error", endQuietly);
process.exitCode = await main(process.argv.slice(2));
