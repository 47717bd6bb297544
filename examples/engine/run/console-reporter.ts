import type { ServerEvent } from "@dagwire/dag";

/** Prints the course of a run to the terminal: a line for each node that starts, waits or ends. */
export class ConsoleReporter {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  note(event: ServerEvent): void {
    const line = describe(event);
    if (line !== undefined) this.#write(line);
  }
}

function describe(event: ServerEvent): string | undefined {
  if (event.type === "node_state") {
    if (event.status === "queued" || event.status === "pending") return undefined;
    const seconds =
      event.metrics?.duration_ms === undefined || event.status === "running" ? "" : ` (${(event.metrics.duration_ms / 1000).toFixed(1)} s)`;
    const why = event.error?.message ?? event.reason;
    return `${event.status.padEnd(9)} ${event.node_id}${seconds}${why === undefined ? "" : `: ${why}`}`;
  }
  if (event.type === "run_paused") return `paused    the run${event.reason === undefined ? "" : `: ${event.reason}`}`;
  if (event.type === "run_resumed") return "resumed   the run";
  if (event.type === "budget_exceeded") return `budget    ${event.spent} of ${event.budget} USD spent`;
  if (event.type === "error") return `error     ${event.message}`;
  return undefined;
}
