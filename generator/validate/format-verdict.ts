import { printableLine } from "../base/printable.js";
import type { Issue } from "@dagwire/runtime/codegen/v1";
import type { Paint } from "../diagnostics/format-text.js";
import type { Verdict } from "./judge.js";
import type { Place } from "./read-messages.js";

/** Prints a verdict: `messages.ndjson:12 refused node_state at /status: expected "pending" | "running", got "done"`. */
export function formatVerdict(file: string, place: Place, { verdict, event, issues }: Verdict, paint: Paint): string {
  const where = place.line === undefined ? `${file}#${place.number}` : `${file}:${place.line}`;
  const [first] = issues;
  const subject = event === undefined ? "" : ` ${event}`;
  const reason = first === undefined ? "" : ` ${reasonOf(first)}`;
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const colour = verdict === "unknown" ? "yellow" : "red";
  return `${paint("bold", where)} ${verdict === "accepted" ? verdict : paint(colour, verdict)}${printableLine(`${subject}${reason}`)}${others}\n`;
}

function reasonOf({ path, expected, got }: Issue): string {
  if (expected === "") return got;
  return `${path === "" ? "" : `at ${path}: `}expected ${expected}, got ${got}`;
}

/** Prints a verdict as one line of JSON: number, line, verdict, event, direction, issues. */
export function verdictJson(place: Place, { verdict, event, direction, issues }: Verdict): string {
  return `${JSON.stringify({ ...place, verdict, event, direction, issues })}\n`;
}

/** Counts the messages of each verdict. */
export class Tally {
  readonly #counts = new Map<Verdict["verdict"], number>();

  /** Adds one to the count of a verdict. */
  add({ verdict }: Verdict): void {
    this.#counts.set(verdict, this.of(verdict) + 1);
  }

  /** Returns the number of messages with a verdict. */
  of(verdict: Verdict["verdict"]): number {
    return this.#counts.get(verdict) ?? 0;
  }

  /** Prints the counts: `3 messages: 1 accepted, 2 refused`. */
  text(): string {
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const parts = (["accepted", "refused", "unknown", "malformed"] as const).flatMap((verdict) =>
      this.of(verdict) === 0 ? [] : [`${this.of(verdict)} ${verdict}`],
    );
    return total === 0 ? "no messages" : `${total} message${total === 1 ? "" : "s"}: ${parts.join(", ")}`;
  }
}
