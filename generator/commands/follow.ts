import type { ConnectionStatus } from "@dagwire/runtime/client";
import { followStream, statusText } from "../live/follow-stream.js";
import type { FollowedStream } from "../live/follow-stream.js";
import type { ProtocolModel } from "../model/protocol.js";
import { compileEvents } from "../validate/compile-validators.js";
import { exitCode } from "./command.js";
import type { CommandContext, ExitCode } from "./command.js";
import { wholeOption } from "./live-options.js";
import { configHelp, configOption, textOption } from "./open-config.js";
import { openProtocol } from "./open-protocol.js";
import type { Opened } from "./open-protocol.js";
import type { OptionValues } from "./parse-arguments.js";

/** Options of commands that follow a stream. */
export const followOptions = { ...configOption, count: { type: "string" }, token: { type: "string" } } as const;

/** What help says of {@link followOptions}. */
export const followHelp = `${configHelp}  --count N      end after N events
  --token TOKEN  sent as "Authorization: Bearer TOKEN"
`;

/** The stream that the arguments name, and its protocol. */
export function openStream(
  url: string,
  values: OptionValues,
  context: CommandContext,
): Opened<{ readonly model: ProtocolModel; readonly stream: Pick<Following, "url" | "events" | "token" | "count"> }> {
  const count = wholeOption(values, "count", 1, Number.MAX_SAFE_INTEGER);
  const token = textOption(values, "token");
  const result = openProtocol(values, context);
  if ("code" in result) return result;
  const { opened: model } = result;
  return { opened: { model, stream: { url, events: compileEvents(model), token, count } } };
}

/** A stream, what is done with each event, and after how many it is enough. */
export type Following = FollowedStream & {
  readonly take: (event: unknown) => void;
  /** End when the connection is lost: in plain mode events are told again after that. @default false, it is dialled again */
  readonly endsWhenLost?: boolean;
  /** @default every event */
  readonly isWanted?: (event: unknown) => boolean;
  readonly count: number | undefined;
};

const doneCode = 1000;

/** Follows a stream until it ends, `count` events have come, or the user ends it. Tells on stderr how the connection stands. */
export function follow(
  { take, isWanted = () => true, endsWhenLost = false, count = Infinity, ...stream }: Following,
  context: CommandContext,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    let taken = 0;
    let hasBeenLive = false;
    let isEnding = false;
    const connection = followStream(stream, {
      onEvent: (event) => {
        if (taken >= count || !isWanted(event)) return;
        take(event);
        taken++;
        if (taken >= count) connection.close();
      },
      onOther: (what) => context.stderr(`${what}\n`),
      onStatus: (status) => {
        const text = statusText(status);
        if (text !== undefined && taken < count && !isEnding) context.stderr(`${text}\n`);
        if (endsWhenLost && status.phase === "backoff" && status.failures === 1 && hasBeenLive) {
          context.stderr("this ends here: a server tells its events again after that\n");
          isEnding = true;
          resolve(exitCode.findings);
          connection.close();
        }
        hasBeenLive ||= status.phase === "live";
        if (isOver(status)) resolve(status.code === doneCode ? exitCode.fine : exitCode.findings);
      },
    });
    context.onInterrupt?.(() => connection.close());
  });
}

function isOver(status: ConnectionStatus): status is Extract<ConnectionStatus, { readonly phase: "closed" | "incompatible" }> {
  return status.phase === "closed" || status.phase === "incompatible";
}
