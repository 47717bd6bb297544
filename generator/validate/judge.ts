import type { EventSet, Issue, OutOfBandTags } from "@dagwire/runtime/codegen/v1";
import type { Direction } from "../model/event-model.js";

/** The validators' verdict on one message. */
export type Verdict = {
  /** `unknown`: no event of the protocol has the message's tags. `malformed`: the message is no JSON, or cannot be checked. */
  readonly verdict: "accepted" | "refused" | "unknown" | "malformed";
  /** The event that the message's tags, or the caller, name. */
  readonly event?: string;
  readonly direction?: Direction;
  /** At most ten; empty if the message was accepted. */
  readonly issues: readonly Issue[];
};

/** The validators to ask, and what the caller says about the messages. */
export type Validation = {
  /** The validators of each direction, asked in order. A message is accepted if one of them accepts it. */
  readonly sides: readonly EventSet<Record<string, unknown>>[];
  /** The event that every message is checked against, whatever its tags. */
  readonly event?: string;
  readonly tags?: OutOfBandTags;
};

/** Returns the verdict of the generated validators on a parsed message. */
export function judge(validation: Validation, value: unknown): Verdict {
  try {
    return nearest(validation.sides.map((side) => judgeBySide(side, validation, value)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { verdict: "malformed", issues: [{ path: "", expected: "a value that nests less deep", got: "one that exhausts the stack" }] };
  }
}

/** Returns the most helpful verdict: an acceptance, else one on a known event, else `unknown`, else the first. */
function nearest(verdicts: readonly Verdict[]): Verdict {
  const order = [isAccepted, ({ event }: Verdict) => event !== undefined, ({ verdict }: Verdict) => verdict === "unknown", () => true];
  const found = order.map((test) => verdicts.find(test)).find((verdict) => verdict !== undefined);
  return found ?? { verdict: "unknown", issues: [] };
}

function isAccepted({ verdict }: Verdict): boolean {
  return verdict === "accepted";
}

function judgeBySide(side: EventSet<Record<string, unknown>>, { event: wanted, tags }: Validation, value: unknown): Verdict {
  const { direction } = side;
  const event = wanted ?? side.nameOf(value, tags);
  const known = event === undefined || !Object.hasOwn(side.events, event) ? undefined : side.events[event];
  if (event === undefined || known === undefined) return judgeUntold(side, tags, value);
  if (known.validate(value)) return { verdict: "accepted", event, direction, issues: [] };
  const issues: Issue[] = [];
  known.validate(value, issues);
  return { verdict: "refused", event, direction, issues };
}

function judgeUntold(side: EventSet<Record<string, unknown>>, tags: OutOfBandTags | undefined, value: unknown): Verdict {
  const issues: Issue[] = [];
  side.validate(value, issues, tags);
  return { verdict: side.read(value, tags).outcome === "unknown" ? "unknown" : "refused", issues };
}
