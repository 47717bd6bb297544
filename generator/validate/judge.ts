import type { EventSet, Issue, OutOfBandTags } from "@dagwire/runtime/codegen/v1";
import type { Direction } from "../model/event-model.js";

/** What became of one message. */
export type Verdict = {
  /** `unknown`: its tags are none of the protocol's. `malformed`: it is no JSON, or cannot be checked. */
  readonly verdict: "accepted" | "refused" | "unknown" | "malformed";
  /** The event that its tags, or the caller, say it is. */
  readonly event?: string;
  readonly direction?: Direction;
  /** At most ten; none where it was accepted. */
  readonly issues: readonly Issue[];
};

/** What to judge by. */
export type Court = {
  /** Asked in order; a message is accepted when one accepts it. */
  readonly sides: readonly EventSet<Record<string, unknown>>[];
  /** The event that every message has to be, whatever its tags. */
  readonly event?: string;
  readonly tags?: OutOfBandTags;
};

/** The verdict of the generated validators on a parsed message. */
export function judge(court: Court, value: unknown): Verdict {
  try {
    return nearest(court.sides.map((side) => judgeBySide(side, court, value)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { verdict: "malformed", issues: [{ path: "", expected: "a value that nests less deep", got: "one that exhausts the stack" }] };
  }
}

/** Of several refusals the one that tells most: of an event that is known. */
function nearest(verdicts: readonly Verdict[]): Verdict {
  const order = [isAccepted, ({ event }: Verdict) => event !== undefined, ({ verdict }: Verdict) => verdict === "unknown", () => true];
  const found = order.map((test) => verdicts.find(test)).find((verdict) => verdict !== undefined);
  return found ?? { verdict: "unknown", issues: [] };
}

function isAccepted({ verdict }: Verdict): boolean {
  return verdict === "accepted";
}

function judgeBySide(side: EventSet<Record<string, unknown>>, { event: wanted, tags }: Court, value: unknown): Verdict {
  const { direction } = side;
  const event = wanted ?? side.nameOf(value, tags);
  const descriptor = event === undefined || !Object.hasOwn(side.events, event) ? undefined : side.events[event];
  if (event === undefined || descriptor === undefined) return judgeUntold(side, tags, value);
  if (descriptor.validate(value)) return { verdict: "accepted", event, direction, issues: [] };
  const issues: Issue[] = [];
  descriptor.validate(value, issues);
  return { verdict: "refused", event, direction, issues };
}

function judgeUntold(side: EventSet<Record<string, unknown>>, tags: OutOfBandTags | undefined, value: unknown): Verdict {
  const issues: Issue[] = [];
  side.validate(value, issues, tags);
  return { verdict: side.read(value, tags).outcome === "unknown" ? "unknown" : "refused", issues };
}
