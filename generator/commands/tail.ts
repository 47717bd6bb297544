import type { EventSet } from "@dagwire/runtime/codegen/v1";
import { eventLine } from "../replay/event-line.js";
import { nearest } from "../base/nearest.js";
import { UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { Command } from "./command.js";
import { follow, followHelp, followOptions, openStream } from "./follow.js";
import { addressOf } from "./live-options.js";
import { listOption } from "./open-config.js";
import { parseArguments } from "./parse-arguments.js";
import { printable } from "../base/printable.js";

const help = `dagwire tail: prints a stream's events as they arrive.

Usage: dagwire tail URL [--event NAME]… [--json] [--count N] [--token TOKEN] [--plain] [--config PATH]

Each event is one line: its time of arrival, its name, its fields. The protocol's validators check each
event; a message that they refuse is reported on standard error. If the connection is lost, tail connects
again. If the server speaks sessions, no event is lost or repeated, and the first line is "state": it
stands for all earlier events.

Options:
${followHelp}  --event NAME   only events of this name; may be given several times
  --json         the events themselves, one a line, and nothing else
  --help         print this

Exit codes: 0 the stream ended or you ended it, 1 findings in the schemas or the server refused, 2 wrong
arguments or unreadable input, 3 a fault of dagwire.
`;

const options = { ...followOptions, event: { type: "string", multiple: true }, json: { type: "boolean" } } as const;

/** The command `dagwire tail`. */
export const tailCommand: Command = {
  name: "tail",
  summary: "show a stream's events in the terminal as they come",
  help,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options, 1);
    const result = openStream(addressOf(positionals[0]), values, context);
    if ("code" in result) return result.code;
    const { model, stream } = result.opened;
    const isWanted = wantedEvents(listOption(values, "event"), stream.protocol.server);
    const show = values["json"] === true ? asJson : asLine(stream.protocol.server, model.discriminators, context);
    const take = (event: unknown): void => context.stdout(`${show(event)}\n`);
    const takeState = (state: unknown): void => {
      if (values["json"] !== true) context.stdout(`${eventLine("state", state, new Date(), [], context.paint)}\n`);
    };
    return follow({ ...stream, take, takeState, isWanted }, context);
  },
};

function wantedEvents(names: readonly string[], server: EventSet<Record<string, unknown>>): (event: unknown) => boolean {
  const known = Object.keys(server.events);
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new UsageError(
      `"${name}" is no event that the server sends.${meant === undefined ? ` It sends ${known.join(", ")}.` : ` Did you mean "${meant}"?`}`,
    );
  }
  return names.length === 0 ? () => true : (event) => names.includes(server.nameOf(event) ?? "");
}

function asJson(event: unknown): string {
  return printable(JSON.stringify(event));
}

function asLine(
  server: EventSet<Record<string, unknown>>,
  discriminators: readonly string[],
  { paint }: CommandContext,
): (event: unknown) => string {
  return (event) => eventLine(server.nameOf(event) ?? "?", event, new Date(), discriminators, paint);
}
