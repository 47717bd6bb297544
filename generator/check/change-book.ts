import type { Change } from "../compat/change/change.js";
import type { Flow } from "../compat/protocol/wire.js";
import type { Direction, EventModel } from "../model/protocol.js";

/** What is known of a kind of change in one direction and flow. */
export type Advice = {
  /** True where such a change can make the consumer refuse a message. */
  readonly mayBreak: boolean;
  /** Who breaks, a sentence. */
  readonly consequence: string;
  /** What to do instead, a sentence. */
  readonly remedy: string;
};

/** What a change of an event means to the TypeScript code of both sides. */
export type SourceVerdict = {
  readonly consumer: "ok" | "breaking";
  readonly producer: "ok" | "breaking";
  readonly reasons: readonly string[];
};

/** Names changes and says what they mean; verdicts on the wire never come from it. */
export type ChangeBook = {
  readonly changes: (before: EventModel | undefined, after: EventModel | undefined, direction: Direction) => readonly Change[];
  readonly advice: (kind: string, direction: Direction, flow: Flow) => Advice | undefined;
  readonly source: (before: EventModel | undefined, after: EventModel | undefined) => SourceVerdict;
};
