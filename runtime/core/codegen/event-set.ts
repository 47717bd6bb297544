import { classify } from "./classify.js";
import type { EventDescriptor, EventSet, Issue, OutOfBandTags, ReadResult, StandardResult } from "./contract.js";

/** What a generated file knows of its direction; the rest of an {@link EventSet} follows from it. */
export type EventSetOptions<Names extends string> = {
  readonly direction: "server" | "client";
  readonly discriminators: readonly string[];
  readonly events: Readonly<Record<Names, EventDescriptor<unknown>>>;
  /** The event that a message's tags stand for. */
  readonly nameOf: (value: unknown, tags?: OutOfBandTags) => Names | undefined;
};

/** Makes the descriptor of one direction; called by generated code only. */
export function createEventSet<Event, Names extends string>(options: EventSetOptions<Names>): EventSet<Event, Names> {
  const { direction, discriminators, events, nameOf } = options;

  function validate(value: unknown, issues?: Issue[], tags?: OutOfBandTags): value is Event {
    const name = nameOf(value, tags);
    if (name !== undefined) return events[name].validate(value, issues);
    issues?.push(classify(options, value, tags).issue);
    return false;
  }

  function read(value: unknown, tags?: OutOfBandTags): ReadResult<Event> {
    const name = nameOf(value, tags);
    if (name === undefined) {
      const { tag, issue } = classify(options, value, tags);
      return tag === undefined ? { outcome: "invalid", issues: [issue] } : { outcome: "unknown", tag, value };
    }
    if (events[name].validate(value)) return { outcome: "event", name, event: value as Event };
    const issues: Issue[] = [];
    events[name].validate(value, issues);
    return { outcome: "invalid", issues };
  }

  function parse(text: string, tags?: OutOfBandTags): ReadResult<Event> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { outcome: "invalid", issues: [{ path: "", expected: "JSON", got: JSON.stringify(text.slice(0, 60)) }] };
    }
    return read(value, tags);
  }

  const standard = { version: 1, vendor: "dagwire", validate: (value: unknown) => standardResult(validate, value) } as const;
  return { direction, discriminators, validate, read, parse, events, "~standard": standard };
}

/** The result of a guard as Standard Schema v1 wants it. */
export function standardResult<T>(validate: (value: unknown, issues?: Issue[]) => value is T, value: unknown): StandardResult<T> {
  if (validate(value)) return { value };
  const issues: Issue[] = [];
  validate(value, issues);
  return {
    issues: issues.map(({ path, expected, got }) => ({
      message: `expected ${expected}, got ${got}`,
      path: path
        .split("/")
        .slice(1)
        .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")),
    })),
  };
}
