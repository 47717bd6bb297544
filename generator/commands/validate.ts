import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import type { OutOfBandTags } from "@dagwire/runtime/codegen/v1";
import { nearest } from "../base/nearest.js";
import { envelopeSchema } from "../model/envelope-schema.js";
import { typesOf } from "../schema/facts.js";
import type { Direction, EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import { compileValidators } from "../validate/compile-protocol.js";
import { formatVerdict, Tally, verdictJson } from "../validate/format-verdict.js";
import { judge } from "../validate/judge.js";
import type { Validation, Verdict } from "../validate/judge.js";
import type { Message } from "../validate/read-messages.js";
import { readMessages } from "../validate/read-messages.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { directionOption } from "./options.js";
import { configHelp, configOption, textOption } from "./open-config.js";
import { openProtocol } from "./open-protocol.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";

const help = `dagwire validate: runs recorded messages through the generated validators.

Usage: dagwire validate FILE|- [--event NAME] [--direction server|client] [--tag NAME=VALUE]…
                        [--format text|json] [--quiet] [--config PATH]

FILE ("-": standard input) holds one message a line (NDJSON), or one JSON value over any number of
lines. If the whole file is one list, each item is a message. If an event of the protocol is itself
a list, the whole list is one message. Blank lines are skipped. NDJSON is read as a stream.

For each message it prints the line, the verdict, the event and the first reason.
  accepted    a validator of the protocol accepts it
  refused     it is no event of the protocol, or its event's schema refuses it
  unknown     no event of the protocol has its tags: a newer peer may have sent it
  malformed   it is not JSON, or it is too long or nests too deeply to be checked

Options:
${configHelp}  --event NAME   check every message against this event, whatever its tags
  --direction D  only events that the server, or the client, sends. Default: both
  --tag N=V      a tag that does not travel inside the message ("@N" in the manifest)
  --format F     text, or json: an object a line with number, line, verdict, event, direction, issues
  --quiet        print only messages that were not accepted
  --help         print this

Exit codes: 0 all accepted, 1 some were not, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

const options = {
  ...configOption,
  event: { type: "string" },
  direction: { type: "string" },
  tag: { type: "string", multiple: true },
  format: { type: "string" },
  quiet: { type: "boolean" },
} as const;

/** The command `dagwire validate`. */
export const validateCommand: Command = {
  name: "validate",
  summary: "run recorded messages through the validators",
  help,
  async run(args, context) {
    const { values, positionals } = parseArguments(args, options, 1);
    const [file] = positionals;
    if (file === undefined) throw new UsageError('name a file of messages, or "-" for standard input.');
    const format = formatOption(values);
    const asked = {
      event: textOption(values, "event"),
      direction: directionOption("direction", textOption(values, "direction")),
      tags: tagsOption(values),
    };
    const chunks = openInput(file, context);
    const result = openProtocol(values, context);
    if ("code" in result) return result.code;
    const { validation, listIsMessage } = validationOf(result.opened, asked);
    const isQuiet = values["quiet"] === true;
    const tally = new Tally();
    for await (const message of readable(readMessages(chunks(), { listIsMessage }), file)) {
      const verdict = verdictOn(message, validation);
      tally.add(verdict);
      if (isQuiet && verdict.verdict === "accepted") continue;
      const place = { number: message.number, ...(message.line !== undefined && { line: message.line }) };
      context.stdout(format === "json" ? verdictJson(place, verdict) : formatVerdict(file, place, verdict, context.paint));
    }
    context.stderr(`${tally.text()}\n`);
    return endOf(tally);
  },
};

type Asked = { readonly event: string | undefined; readonly direction: Direction | undefined; readonly tags: OutOfBandTags };

function endOf(tally: Tally): ExitCode {
  const isFine = tally.of("refused") + tally.of("unknown") + tally.of("malformed") === 0;
  return isFine ? exitCode.fine : exitCode.findings;
}

function verdictOn(message: Message, validation: Validation): Verdict {
  if ("value" in message) return judge(validation, message.value);
  return { verdict: "malformed", issues: [{ path: "", expected: "", got: message.fault }] };
}

/** Returns the validators that check the messages: those of each direction that has the requested event. */
function validationOf(
  model: ProtocolModel,
  { event, direction, tags }: Asked,
): { readonly validation: Validation; readonly listIsMessage: boolean } {
  const asked = direction === undefined ? (["server", "client"] as const) : [direction];
  const sides = asked.filter((side) => event === undefined || model[side].events.some(({ name }) => name === event));
  const events = asked.flatMap((side) => model[side].events);
  if (sides.length === 0) throw new UsageError(unknownEvent(event ?? "", events, direction));
  const meant = events.filter(({ name }) => event === undefined || name === event);
  const validation = { sides: sides.map((side) => compileValidators(model, side)), tags, ...(event !== undefined && { event }) };
  return { validation, listIsMessage: meant.some(isList) };
}

function isList(event: EventModel): boolean {
  const types = typesOf(envelopeSchema(event));
  return types.size === 1 && types.has("array");
}

function unknownEvent(event: string, events: readonly EventModel[], direction: Direction | undefined): string {
  const suggestion = nearest(
    event,
    events.map(({ name }) => name),
  );
  const where = direction === undefined ? "of the protocol" : `of the ${direction}`;
  return `"${event}" is no event ${where}. ${suggestion === undefined ? "`dagwire docs` lists them." : `Did you mean "${suggestion}"?`}`;
}

function formatOption(values: OptionValues): "text" | "json" {
  const format = textOption(values, "format") ?? "text";
  if (format === "text" || format === "json") return format;
  throw new UsageError(`--format is "text" or "json", not "${format}".`);
}

function tagsOption(values: OptionValues): OutOfBandTags {
  const given: unknown = values["tag"];
  const texts = Array.isArray(given) ? given.map(String) : [];
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`--tag is NAME=VALUE, not "${text}".`);
      return [text.slice(0, at).replace(/^@/, ""), text.slice(at + 1)];
    }),
  );
}

/**
 * Opens the file of messages, and returns a function that reads it. Called before the protocol is read, so that a wrong
 * path is reported at once.
 */
function openInput(file: string, { cwd }: CommandContext): () => AsyncIterable<string> {
  if (file === "-") return () => createReadStream("", { fd: 0, autoClose: false, encoding: "utf8" });
  const path = resolve(cwd, file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`"${file}" does not exist.`);
  if (stat.isDirectory()) throw new UsageError(`"${file}" is a folder. Name a file of messages.`);
  return () => createReadStream(path, { encoding: "utf8" });
}

async function* readable(messages: AsyncIterable<Message>, file: string): AsyncGenerator<Message> {
  try {
    yield* messages;
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new UsageError(`"${file}" cannot be read (${"code" in error ? String(error.code) : error.message}). Check its permissions.`);
  }
}
