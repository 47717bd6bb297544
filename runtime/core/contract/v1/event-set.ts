import type { EventDescriptor, EventOf, EventSet, Issue, OutOfBandTags, ReadResult, StandardResult } from "./contract.js";
import type { EventOptions, EventSetOptions, NamedEvent } from "./dispatch.js";
import type { Explain } from "./explain/explain.js";

/** Makes the event set of one direction. Only generated code calls this. */
export function createEventSet<Events extends object>(options: EventSetOptions<keyof Events & string>): EventSet<Events> {
  type Event = EventOf<Events>;
  const { direction, discriminators, explain } = options;
  const named = Object.entries<EventOptions>(options.events).map(
    ([name, { check, rule, tag = { [String(discriminators[0])]: [name] } }]) => {
      return { name, check, rule, tag: tag === false ? undefined : tag };
    },
  );
  const { find, classify } = options.dispatch(named, discriminators);

  function validate(value: unknown, issues?: Issue[], tags?: OutOfBandTags): value is Event {
    const event = find(value, tags);
    if (event !== undefined) return event.check(value) || explain(event.rule, value, issues);
    issues?.push(classify(value, tags).issue);
    return false;
  }

  function read(value: unknown, tags?: OutOfBandTags): ReadResult<Event> {
    const event = find(value, tags);
    if (event === undefined) {
      const { tag, issue } = classify(value, tags);
      return tag === undefined ? { outcome: "invalid", issues: [issue] } : { outcome: "unknown", tag, value };
    }
    if (event.check(value)) return { outcome: "event", name: event.name, event: value as Event };
    const issues: Issue[] = [];
    explain(event.rule, value, issues);
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

  const descriptors = named.map((event) => [event.name, describe(event, options.events[event.name]?.mustUnderstand, explain)] as const);
  return {
    direction,
    discriminators,
    validate,
    // The dispatch finds only events with tags, and the names of events with tags are the keys of `Events`.
    nameOf: (value, tags) => find(value, tags)?.name as (keyof Events & string) | undefined,
    read,
    parse,
    events: Object.fromEntries(descriptors) as EventSet<Events>["events"],
    "~standard": { version: 1, vendor: "dagwire", validate: (value) => standardResult(validate, value) },
  };
}

function describe({ check, rule, tag }: NamedEvent, mustUnderstand: true | undefined, explain: Explain): EventDescriptor<unknown> {
  return {
    ...(tag && { tag }),
    ...(mustUnderstand && { mustUnderstand }),
    validate: (value, issues): value is unknown => check(value) || explain(rule, value, issues),
  };
}

/** Returns the result of a guard in the form of Standard Schema v1. */
function standardResult<T>(validate: (value: unknown, issues: Issue[]) => value is T, value: unknown): StandardResult<T> {
  const issues: Issue[] = [];
  if (validate(value, issues)) return { value };
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
