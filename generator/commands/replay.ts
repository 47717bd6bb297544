import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { LiveHost } from "../replay/live-host.js";
import { identityOf, readRecording, RecordingError } from "../replay/recording.js";
import { Player } from "../replay/player.js";
import type { Recording } from "../replay/recording.js";
import type { ProtocolModel } from "../model/protocol.js";
import { compileEvents, compileState } from "../validate/compile-protocol.js";
import type { CompiledEvents, CompiledState } from "../validate/compile-protocol.js";
import { UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { hostHelp, hostOptions, pathOption, wholeOption } from "./live-options.js";
import { listening } from "./live-listening.js";
import { configHelp, configOption, textOption } from "./open-config.js";
import { openProtocol } from "./open-protocol.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";

const help = `dagwire replay: plays a recorded run back to a dashboard.

Usage: dagwire replay FILE [--speed N|max] [--once] [--port N] [--path PATH] [--config PATH]

FILE is a recording of \`dagwire record\`. Each stream that a client opens plays the recording from its
beginning. A client that joins later first gets what was played so far. Messages of clients are checked
and printed.

Options:
${configHelp}${hostHelp}  --speed N      2 is twice as fast as recorded, max is without pauses. Default: 1
  --once         end when the first stream has been played to its end and its clients have read it
  --help         print this

Exit codes: 0 fine, 1 findings in the schemas, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

/** The command `dagwire replay`. */
export const replayCommand: Command = {
  name: "replay",
  summary: "play a recorded run back to a dashboard, at any speed",
  help,
  async run(args, context) {
    const options = { ...configOption, ...hostOptions, speed: { type: "string" }, once: { type: "boolean" } } as const;
    const { values, positionals } = parseArguments(args, options, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError("name a file that `dagwire record` wrote.");
    const [path, port, speed] = [pathOption(values), wholeOption(values, "port", 0, 65_535), speedOption(values)];
    const recording = open(file, context);
    const result = openProtocol(values, context);
    if ("code" in result) return result.code;
    const { opened: model } = result;
    if (recording.head.protocol?.digest !== model.digest)
      context.stderr(`${file}: recorded with another version of the protocol; its events are played unchanged\n`);
    const events = compileEvents(model);
    return play({ recording, model, speed, path, port, events, isOnce: values["once"] === true }, context);
  },
};

type Playback = {
  readonly recording: Recording;
  readonly model: ProtocolModel;
  readonly speed: number;
  readonly path: string;
  readonly port: number | undefined;
  readonly events: CompiledEvents;
  readonly isOnce: boolean;
};

function play({ recording, model, speed, path, port, events, isOnce }: Playback, context: CommandContext): Promise<ExitCode> {
  const end = new AbortController();
  const recorded = recording.entries.filter((entry) => "event" in entry);
  const host = new LiveHost({
    protocol: { contract: 1, ...identityOf(model), ...events, state: stateOf(recording, model) },
    path,
    retainedEvents: recorded.length + 1,
    onStream: (id, publish) => {
      const player = new Player(recorded, speed, publish, () => {
        context.stderr(`${id}: played to the end\n`);
        if (isOnce) end.abort();
      });
      context.stderr(`${id}: playing ${recorded.length} events\n`);
      end.signal.addEventListener("abort", () => player.stop());
      player.start();
    },
    onEvent: (event, id) => context.stdout(`${JSON.stringify({ stream: id, event })}\n`),
    onInvalid: (reason) => context.stderr(`a client's message was refused: ${reason}\n`),
  });
  return listening({ host, port, path }, context, end);
}

/**
 * Returns the functions of the protocol's state. If the recording begins with a state, this is the initial state. A
 * later state in the recording follows a gap and cannot be played; the events after it are played nevertheless.
 */
function stateOf({ entries }: Recording, model: ProtocolModel): CompiledState | undefined {
  const state = compileState(model);
  const [first] = entries;
  return state === undefined || first === undefined || !("state" in first) ? state : { ...state, initial: () => first.state };
}

function open(file: string, context: CommandContext): Recording {
  try {
    return readRecording(readFileSync(resolve(context.cwd, file), "utf8"));
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}. Check the path and its permissions.`,
    );
  }
}

function speedOption(values: OptionValues): number {
  const text = textOption(values, "speed") ?? "1";
  const speed = text === "max" ? Infinity : Number(text);
  if (speed > 0) return speed;
  throw new UsageError(`"--speed": expected a number above 0, or max, got "${text}".`);
}
