import type { ReactNode } from "react";
import { useLink, useRun } from "../hooks/session-context.js";

const shown = 3;

/** The last troubles that are no change of status, such as a command that was refused. */
export function ErrorList(): ReactNode {
  const errors = useRun((run) => run.errors);
  const sendError = useLink((link) => link.sendError);
  const messages = errors.map(({ node_id, message }) => (node_id === undefined ? message : `${node_id}: ${message}`));
  if (sendError !== undefined) messages.push(sendError);
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
