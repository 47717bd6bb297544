import { classify } from "./classify.js";
import type { EventDescriptor, EventSet, Issue, OutOfBandTags, ReadResult, StandardResult } from "./contract.js";
import { Dispatch, type EventOptions, type EventSetOptions, tagOf } from "./dispatch.js";

/** Makes the descriptor of one direction; called by generated code only. */
export function createEventSet<Event, Names extends string>(options: EventSetOptions<Names>): EventSet<Event, Names> {
  const { direction, discriminators, explain } = options;
  const events = describeEvents(options);
  const dispatch = new Dispatch(options);

  function validate(value: unknown, issues?: Issue[], tags?: OutOfBandTags): value is Event {
    const event = dispatch.find(value, tags);
    if (event !== undefined) return event.check(value) || explain(event.rule, value, issues);
    issues?.push(classify({ discriminators, events }, value, tags).issue);
    return false;
  }

  function read(value: unknown, tags?: OutOfBandTags): ReadResult<Event> {
    const event = dispatch.find(value, tags);
    if (event === undefined) {
      const { tag, issue } = classify({ discriminators, events }, value, tags);
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

  const nameOf = (value: unknown, tags?: OutOfBandTags): Names | undefined => dispatch.find(value, tags)?.name;
  const standard = { version: 1, vendor: "dagwire", validate: (value: unknown) => standardResult(validate, value) } as const;
  return { direction, discriminators, validate, nameOf, read, parse, events, "~standard": standard };
}

function describeEvents<Names extends string>({ events, discriminators, explain }: EventSetOptions<Names>): Descriptors<Names> {
  const described = Object.entries<EventOptions>(events).map(([name, event]): [string, EventDescriptor<unknown>] => {
    const { check, rule, mustUnderstand } = event;
    const tag = tagOf(name, event, discriminators);
    const validate = (value: unknown, issues?: Issue[]): value is unknown => check(value) || explain(rule, value, issues);
    return [name, { ...(tag && { tag }), ...(mustUnderstand && { mustUnderstand }), validate }];
  });
  return Object.fromEntries(described) as Descriptors<Names>;
}

type Descriptors<Names extends string> = Readonly<Record<Names, EventDescriptor<unknown>>>;

/** The result of a guard as Standard Schema v1 wants it. */
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
