import { SeededChoices } from "../sample/choices.js";
import { EventSampler } from "../pipeline/event-sampler.js";
import { LiveHost } from "../replay/live-host.js";
import { identityOf } from "../replay/recording.js";
import type { ProtocolModel } from "../model/protocol.js";
import { compileEvents, compileState } from "../validate/compile-protocol.js";
import type { CompiledEvents } from "../validate/compile-protocol.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { listening } from "./live-listening.js";
import { hostHelp, hostOptions, pathOption, positiveOption, wholeOption } from "./live-options.js";
import { configHelp, configOption } from "./open-config.js";
import { openProtocol } from "./open-protocol.js";
import { parseArguments } from "./parse-arguments.js";

const retainedEvents = 1000;

const help = `dagwire mock: runs a server that sends random events, made from the schemas alone.

Usage: dagwire mock [--rate N] [--seed N] [--others] [--port N] [--path PATH] [--config PATH]

Each stream that a client opens gets random events that the protocol's validators accept, the
examples of the schemas among them. Each event is random on its own; together the events make no
sensible run. Messages of clients are checked and printed to standard output, one object a line.

Options:
${configHelp}${hostHelp}  --rate N       events a second. Default: 2
  --seed N       equal seeds give equal events. Default: a random seed, which is printed
  --others       also send values that enums with "x-open" do not list, as a later version may
  --help         print this

Exit codes: 0 fine, 1 findings in the schemas, 2 wrong arguments or unreadable input, 3 a fault of dagwire.
`;

/** The command `dagwire mock`. */
export const mockCommand: Command = {
  name: "mock",
  summary: "serve random valid events, made from the schemas alone",
  help,
  async run(args, context) {
    const { values } = parseArguments(args, {
      ...configOption,
      ...hostOptions,
      rate: { type: "string" },
      seed: { type: "string" },
      others: { type: "boolean" },
    });
    const [path, port] = [pathOption(values), wholeOption(values, "port", 0, 65_535)];
    const rate = positiveOption(values, "rate") ?? 2;
    const seed = wholeOption(values, "seed", 0, 0xffff_ffff) ?? Math.floor(Math.random() * 1e9);
    const result = openProtocol(values, context);
    if ("code" in result) return result.code;
    const { opened: model } = result;
    const events = compileEvents(model);
    const sampler = new EventSampler(model.server, events.server, new SeededChoices(seed), values["others"] === true);
    const missing = sampler.missing();
    if (missing.length > 0) context.stderr(`no valid value was found for ${missing.join(", ")}; give their schemas examples\n`);
    if (sampler.next() === undefined) {
      context.stderr("the protocol has no server event that could be sent; list one in the manifest, or give its schema examples\n");
      return exitCode.findings;
    }
    context.stderr(`seed ${seed}\n`);
    return serve({ model, events, path, port, everyMs: 1000 / rate, sampler }, context);
  },
};

type Mock = {
  readonly model: ProtocolModel;
  readonly events: CompiledEvents;
  readonly path: string;
  readonly port: number | undefined;
  readonly everyMs: number;
  readonly sampler: EventSampler;
};

function serve({ model, events, path, port, everyMs, sampler }: Mock, context: CommandContext): Promise<ExitCode> {
  const end = new AbortController();
  const host = new LiveHost({
    protocol: { contract: 1, ...identityOf(model), ...events, state: compileState(model) },
    path,
    retainedEvents,
    onStream: (_id, publish) => {
      const timer = setInterval(() => publish(sampler.next()?.event), everyMs);
      end.signal.addEventListener("abort", () => clearInterval(timer));
    },
    onEvent: (event, id) => context.stdout(`${JSON.stringify({ stream: id, event })}\n`),
    onInvalid: (reason) => context.stderr(`a client's message was refused: ${reason}\n`),
  });
  return listening({ host, port, path }, context, end);
}
