import type { Actor, DagTypes } from "@dagwire/dag";
import { useStreamAt } from "@dagwire/dag/react";
import { CommandError, type SentCommand } from "@dagwire/runtime/client";
import type { ReactNode } from "react";
import { useRunHandle } from "../run/run-context.js";
import { actorName, decidedText } from "./status-text.js";

const shown = 3;

/** Shows the run's last events `error`, and the last command if it failed. */
export function ErrorList(): ReactNode {
  const errors = useStreamAt(["errors"]);
  const { commands } = useRunHandle();
  const messages = errors.map(({ node_id, message }) => (node_id === undefined ? message : `${node_id}: ${message}`));
  const last = commands.at(-1);
  if (last?.error !== undefined) messages.push(describeFailure(last));
  return (
    <div role="alert">
      {messages.length > 0 && (
        <ul className="errors" aria-label="Errors" data-testid="errors">
          {messages.slice(-shown).map((message, index) => (
            <li key={`${messages.length - index} ${message}`}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Says why a command did not take effect. For a decision that came too late, names the person who decided first. */
export function describeFailure({ error, event }: SentCommand<DagTypes>): string {
  if (error instanceof CommandError && error.code === "conflict" && event.type === "human_decision") {
    const { decision, actor } = (error.decided?.event ?? {}) as { decision?: keyof typeof decidedText; actor?: Actor };
    return `${event.node_id}: already ${decision === undefined ? "decided" : decidedText[decision].toLowerCase()} by ${actorName(actor) ?? "somebody"}`;
  }
  return error?.message ?? "";
}
