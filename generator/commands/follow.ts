import type { ConnectionStatus } from "@dagwire/runtime/client";
import { followStream, statusText } from "../live/follow-stream.js";
import type { FollowedStream } from "../live/follow-stream.js";
import { exitCode } from "./command.js";
import type { CommandContext, ExitCode } from "./command.js";

/** A stream, what is done with each event, and after how many it is enough. */
export type Following = FollowedStream & {
  readonly take: (event: unknown) => void;
  /** @default every event */
  readonly isWanted?: (event: unknown) => boolean;
  readonly count: number | undefined;
};

const doneCode = 1000;

/** Follows a stream until it ends, `count` events have come, or the user ends it. Tells on stderr how the connection stands. */
export function follow(
  { take, isWanted = () => true, count = Infinity, ...stream }: Following,
  context: CommandContext,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    let taken = 0;
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
        if (text !== undefined && taken < count) context.stderr(`${text}\n`);
        if (isOver(status)) resolve(status.code === doneCode ? exitCode.fine : exitCode.findings);
      },
    });
    context.onInterrupt?.(() => connection.close());
  });
}

function isOver(status: ConnectionStatus): status is Extract<ConnectionStatus, { readonly phase: "closed" | "incompatible" }> {
  return status.phase === "closed" || status.phase === "incompatible";
}
