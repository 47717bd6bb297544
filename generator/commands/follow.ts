import type { ConnectionStatus } from "@dagwire/runtime/client";
import { followStream, statusText } from "../replay/follow-stream.js";
import type { FollowedStream } from "../replay/follow-stream.js";
import { identityOf } from "../replay/recording.js";
import type { ProtocolModel } from "../model/protocol.js";
import { compileEvents, compileState } from "../validate/compile-protocol.js";
import type { CompiledState } from "../validate/compile-protocol.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { wholeOption } from "./live-options.js";
import { configHelp, configOption, textOption } from "./open-config.js";
import { openProtocol } from "./open-protocol.js";
import type { Opened } from "./open-protocol.js";
import { OpeningState } from "./opening-state.js";
import type { OptionValues } from "./parse-arguments.js";
import { printableLine } from "../base/printable.js";

/** The options of the commands that receive a stream: `tail` and `record`. */
export const followOptions = {
  ...configOption,
  count: { type: "string" },
  token: { type: "string" },
  plain: { type: "boolean" },
} as const;

/** The help text of {@link followOptions}. */
export const followHelp = `${configHelp}  --count N      end after N events
  --token TOKEN  sent as "Authorization: Bearer TOKEN"
  --plain        connect without a session: the server sends the events that it retains, and sends
                 them again after a lost connection
`;

/** Reads the protocol of the config, and returns it with the stream that the command's arguments name. */
export function openStream(
  url: string,
  values: OptionValues,
  context: CommandContext,
): Opened<{ readonly model: ProtocolModel; readonly stream: Pick<Following, "url" | "protocol" | "mode" | "token" | "count" | "rules"> }> {
  const count = wholeOption(values, "count", 1, Number.MAX_SAFE_INTEGER);
  const token = textOption(values, "token");
  const result = openProtocol(values, context);
  if ("code" in result) return result;
  const { opened: model, severity } = result;
  const protocol = { contract: 1, ...identityOf(model), ...compileEvents(model) } as const;
  const mode = values["plain"] === true ? "plain" : "sessions";
  return { opened: { model, stream: { url, protocol, mode, token, count, rules: compileState(model) } }, severity };
}

/**
 * The arguments of {@link follow}: a stream, the callbacks for its events, and the number of events after which to end.
 */
export type Following = FollowedStream & {
  readonly take: (event: unknown) => void;
  /**
   * Called with a state that replaces all earlier events. It has all events that the stream had when the client was up to
   * date. A server sends states only in a session.
   */
  readonly takeState: (state: unknown) => void;
  /**
   * True if the command ends when a connection without a session is lost, because the server would send events again.
   * @default false: the command connects again
   */
  readonly endsWhenLost?: boolean;
  /** Returns true for an event that the command uses. @default every event */
  readonly isWanted?: (event: unknown) => boolean;
  readonly count: number | undefined;
  /** The rules of the protocol's state. `undefined` if the protocol declares no state. */
  readonly rules: CompiledState | undefined;
};

const doneCode = 1000;

/**
 * Receives the events of a stream until the stream ends, `count` events have arrived, or the user interrupts the
 * command. Writes the status of the connection to stderr.
 */
export function follow(following: Following, context: CommandContext): Promise<ExitCode> {
  return new Promise((resolve) => new Follower(following, context, resolve).start());
}

class Follower {
  readonly #following: Following;
  readonly #context: CommandContext;
  readonly #resolve: (code: ExitCode) => void;
  readonly #opening: OpeningState;
  #connection: ReturnType<typeof followStream> | undefined;
  #taken = 0;
  #connects = 0;
  #isPlain = false;
  #isEnding = false;

  constructor(following: Following, context: CommandContext, resolve: (code: ExitCode) => void) {
    this.#following = following;
    this.#context = context;
    this.#resolve = resolve;
    this.#opening = new OpeningState(following.rules);
  }

  start(): void {
    this.#connection = followStream(this.#following, {
      onEvent: (event) => {
        if (!this.#opening.add(event)) this.#take(event);
      },
      onState: (state) => this.#opening.begin(state),
      onSynced: (recovered) => {
        this.#takeOpening();
        if (!recovered) this.#say("some events were lost; the state includes their effects");
      },
      onEnded: (code, reason) => this.#end(code, `the stream has ended (${code}${reason === "" ? "" : `, ${reason}`})`),
      onOther: (what) => this.#say(what),
      onStatus: (status) => this.#see(status),
    });
    this.#context.onInterrupt?.(() => this.#connection?.close());
  }

  #take(event: unknown): void {
    const { take, isWanted = () => true, count = Infinity } = this.#following;
    if (this.#taken >= count || !isWanted(event)) return;
    take(event);
    this.#taken++;
    if (this.#taken < count) return;
    this.#isEnding = true;
    this.#connection?.close();
  }

  /** Passes the state with which the session has begun to the command. */
  #takeOpening(): void {
    const opening = this.#opening.end();
    if (opening === undefined) return;
    this.#following.takeState(opening.state);
    for (const event of opening.events) this.#take(event);
  }

  /** Ends the command. A state that is still incomplete counts as far as it goes. */
  #finish(code: ExitCode): void {
    this.#takeOpening();
    this.#resolve(code);
  }

  #see(status: ConnectionStatus): void {
    if (status.phase === "live") {
      this.#connects++;
      this.#isPlain = this.#connection?.info.mode === "plain";
    }
    const text = statusText(status, this.#connects);
    if (text !== undefined && !this.#isEnding) this.#say(text);
    if (this.#following.endsWhenLost === true && this.#isPlain && status.phase === "backoff")
      this.#end(status.code, "ended, because the server would send its events again after a reconnect");
    if (isOver(status)) this.#finish(status.code === doneCode ? exitCode.fine : exitCode.findings);
  }

  #end(code: number, why: string): void {
    if (this.#isEnding) return;
    this.#say(why);
    this.#isEnding = true;
    this.#finish(code === doneCode ? exitCode.fine : exitCode.findings);
    this.#connection?.close();
  }

  #say(what: string): void {
    this.#context.stderr(`${printableLine(what)}\n`);
  }
}

function isOver(status: ConnectionStatus): status is Extract<ConnectionStatus, { readonly phase: "closed" | "incompatible" }> {
  return status.phase === "closed" || status.phase === "incompatible";
}
