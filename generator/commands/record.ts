import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { identityOf, recordingLine } from "../replay/recording.js";
import { canonicalJson } from "../base/canonical-json.js";
import type { Json } from "../base/json.js";
import type { CompiledState } from "../validate/compile-protocol.js";
import { UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { Command } from "./command.js";
import { follow, followHelp, followOptions, openStream } from "./follow.js";
import { addressOf } from "./live-options.js";
import { parseArguments } from "./parse-arguments.js";
import { printable } from "../base/printable.js";

const help = `dagwire record: writes a stream's events to a file, with their times.

Usage: dagwire record URL FILE [--bare] [--force] [--count N] [--token TOKEN] [--plain] [--config PATH]

The first line of FILE says what was recorded. Each other line is an event, {"ms":…,"event":…}, or a
state that stands for all events before it. \`dagwire replay\` plays FILE back. Each event is written
when it arrives, so a recording that is interrupted keeps its events. If the connection is lost, record
connects again if the server speaks sessions; without sessions it ends, because the server would send
its events again.

Options:
${followHelp}  --bare         only the events, one a line, as \`dagwire validate\` reads them
  --force        overwrite a file that exists
  --help         print this

Exit codes: 0 the stream ended or you ended it, 1 findings in the schemas or the server refused, 2 wrong
arguments or unwritable output, 3 a fault of dagwire.
`;

const options = { ...followOptions, bare: { type: "boolean" }, force: { type: "boolean" } } as const;

/** The command `dagwire record`. */
export const recordCommand: Command = {
  name: "record",
  summary: "write a stream's events to a file, to be replayed",
  help,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options, 2);
    const url = addressOf(positionals[0]);
    const [, file] = positionals;
    if (file === undefined) throw new UsageError("name a file to write to.");
    const result = openStream(url, values, context);
    if ("code" in result) return result.code;
    const { model, stream } = result.opened;
    const output = open(file, values["force"] === true, context);
    const isBare = values["bare"] === true;
    const at = new Date();
    const startedAtMs = performance.now();
    if (!isBare) writeSync(output, recordingLine({ recording: 1, protocol: identityOf(model), source: stream.url, at: at.toISOString() }));
    const elapsedMs = (): number => Math.round(performance.now() - startedAtMs);
    const isBeginning = beginningOf(stream.rules);
    let written = 0;
    const take = (event: unknown): void => {
      writeSync(output, isBare ? printable(`${JSON.stringify(event)}\n`) : recordingLine({ ms: elapsedMs(), event }));
      written++;
    };
    const takeState = (state: unknown): void => {
      // The initial state is not written, because every replay begins with it.
      if (!isBare && !(written === 0 && isBeginning(state))) writeSync(output, recordingLine({ ms: elapsedMs(), state }));
    };
    const code = await follow({ ...stream, take, takeState, endsWhenLost: true }, context);
    closeSync(output);
    context.stderr(`${file}: ${written} events\n`);
    return code;
  },
};

function beginningOf(rules: CompiledState | undefined): (state: unknown) => boolean {
  const beginning = canonicalJson((rules?.initial() ?? null) as Json);
  return (state) => canonicalJson(state as Json) === beginning;
}

function open(file: string, isForced: boolean, { cwd }: CommandContext): number {
  try {
    return openSync(resolve(cwd, file), isForced ? "w" : "wx");
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new UsageError(
      isThere
        ? `${file} exists already. Name another file, or overwrite it with --force.`
        : `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}. Check the path and its permissions.`,
    );
  }
}
