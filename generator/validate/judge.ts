import type { EventSet, Issue, OutOfBandTags } from "@dagwire/runtime/codegen/v1";
import type { Direction } from "../model/event-model.js";

/** The decision of the generated validators about one message. */
export type Verdict = {
  /**
   * `unknown`: no event of the protocol has the tags in the message. `malformed`: the message is no JSON, or nests too
   * deeply to be checked.
   */
  readonly verdict: "accepted" | "refused" | "unknown" | "malformed";
  /** The name of the event: the caller's choice, or the event that the tags in the message identify. */
  readonly event?: string;
  readonly direction?: Direction;
  /** The reasons why the message was refused, at most ten. Empty if the message was accepted. */
  readonly issues: readonly Issue[];
};

/** The validators that check messages, and the settings of the user of `dagwire validate`. */
export type Validation = {
  /**
   * The validators of one or both directions, tried in order. A message is accepted if the validator of one direction
   * accepts it.
   */
  readonly sides: readonly EventSet<Record<string, unknown>>[];
  /** The name of the event whose schema checks every message, whatever tags the message has. */
  readonly event?: string;
  readonly tags?: OutOfBandTags;
};

/** Returns the decision of the generated validators about a parsed message. */
export function judge(validation: Validation, value: unknown): Verdict {
  try {
    return nearest(validation.sides.map((side) => judgeBySide(side, validation, value)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { verdict: "malformed", issues: [{ path: "", expected: "a value that nests less deep", got: "one that exhausts the stack" }] };
  }
}

/**
 * Returns the most helpful of several verdicts: an acceptance, else a refusal by a known event, else `unknown`, else
 * the first verdict.
 */
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
