import { dispatched } from "../model/event-model.js";
import { pointerTokens } from "../base/pointer.js";
import { groupBy } from "../base/group-by.js";
import type { EventModel } from "../model/event-model.js";
import type { Json } from "../base/json.js";
import { overlap } from "../schema/tags.js";
import { propertyAccess, propertyKey } from "../types/print-type.js";
import { areConstants, tagTypeOf } from "../types/tag-type.js";
import type { TypeMaker } from "../types/type-of.js";

/** Returns true if an event has a tag outside of the message, which the caller has to pass as an argument. */
export function hasOutOfBandTags(events: readonly EventModel[]): boolean {
  return events.some(({ tags }) => [...(tags?.keys() ?? [])].some((pointer) => pointer.startsWith("@")));
}

/** Returns a comparison key: if two events with the same tags have the same key, a switch reads their tags by the same code. */
export function switchKey(event: EventModel, types: TypeMaker): string {
  const pointers = [...(event.tags?.keys() ?? [])];
  return pointers.map((pointer) => tagTypeOf(types, event, pointer)).join();
}

/** The description of a switch in generated code that has statements for each event of one direction. */
export type EventSwitch = {
  /** All events that the variable may contain. */
  readonly events: readonly EventModel[];
  readonly discriminators: readonly string[];
  /** Makes the types of the events. */
  readonly types: TypeMaker;
  /** The name of the variable that contains the event. @default "event" */
  readonly variable?: string;
  /** Prints the statements for one event. `expression` has the event's type. */
  readonly statements: (event: EventModel, expression: string, margin: string) => string;
  /** The statement for events for which {@link EventSwitch.isHandled} returns false. Absent if every event is handled. */
  readonly otherwise?: string;
  /** Returns true for an event that gets statements in the switch. @default true for all events */
  readonly isHandled?: (event: EventModel) => boolean;
};

/** Prints a switch over the tags of events. If events have several tags, prints nested switches, one for each tag. */
export function printEventSwitch(asked: EventSwitch): string {
  const { events, discriminators, types, isHandled = () => true } = asked;
  const told = dispatched(events);
  const [pointer = "", ...deeper] = discriminators;
  const narrows = deeper.length === 0 && isTop(pointer) && told.every((event) => tagTypeOf(types, event, pointer) !== "unknown");
  // With several tags, an event without statements may have all tags of an event with statements and one more.
  const listed = discriminators.length === 1 ? told.filter(isHandled) : told;
  return new SwitchPrinter(asked, narrows).print(listed, discriminators, "", told);
}

/**
 * Returns true if a pointer leads to a property of the message itself, not of an object inside. TypeScript narrows a
 * union only by such a property.
 */
function isTop(pointer: string): boolean {
  return !pointer.startsWith("@") && pointerTokens(pointer).length === 1;
}

class SwitchPrinter {
  readonly #asked: EventSwitch;
  readonly #variable: string;
  /** True if TypeScript knows in each case of the switch which event the variable contains. */
  readonly #narrows: boolean;

  constructor(asked: EventSwitch, narrows: boolean) {
    this.#asked = asked;
    this.#variable = asked.variable ?? "event";
    this.#narrows = narrows;
  }

  /** Prints the switch over the first of `pointers`. @param known The events that the variable may contain according to TypeScript. */
  print(events: readonly EventModel[], pointers: readonly string[], margin: string, known: readonly EventModel[]): string {
    const [pointer, ...rest] = pointers;
    if (pointer === undefined || this.#areIdle(events)) return this.#leaf(events, margin);
    const tagged = events.filter(({ tags }) => tags?.has(pointer) === true);
    const untagged = events.filter(({ tags }) => tags?.has(pointer) !== true);
    if (tagged.length === 0) return this.print(events, rest, margin, known);
    const isSure = known.every((event) => tagTypeOf(this.#asked.types, event, pointer) !== "unknown");
    // Only a switch inside a case asks which events are left there.
    const isNested = rest.length > 0 && isSure && isTop(pointer);
    const listed = casesOf(tagged, pointer).filter(([, group]) => !this.#areIdle([...group, ...untagged]));
    const cases = listed.map(([values, group]) => {
      const labels = values.map((value) => `${margin}  case ${JSON.stringify(value)}:\n`).join("");
      const left = isNested ? known.filter(({ tags }) => overlap(tags?.get(pointer) ?? [], values)) : known;
      return `${labels}${this.print(group, rest, `${margin}    `, left)}`;
    });
    const cast = isSure ? undefined : areConstants(this.#asked.types, known) ? " as unknown as " : " as ";
    const subject = subjectOf(this.#variable, pointer, cast);
    const fallback =
      untagged.length > 0 ? this.print(untagged, rest, `${margin}    `, known) : this.#fallback(events, pointer, subject, `${margin}    `);
    return `${margin}switch (${subject}) {\n${cases.join("\n")}\n${margin}  default:\n${fallback}\n${margin}}`;
  }

  /** Returns true if the switch has statements for none of the events. */
  #areIdle(events: readonly EventModel[]): boolean {
    const { isHandled } = this.#asked;
    return isHandled !== undefined && !events.some(isHandled);
  }

  #leaf([event]: readonly EventModel[], margin: string): string {
    const { statements, otherwise } = this.#asked;
    if (event === undefined || this.#areIdle([event])) return `${margin}${otherwise ?? `return unexpected(${this.#variable});`}`;
    return statements(event, `${this.#variable}${this.#narrows ? "" : ` as ${event.typeName}`}`, margin);
  }

  #fallback(events: readonly EventModel[], pointer: string, subject: string, margin: string): string {
    return `${margin}${this.#asked.otherwise ?? this.#refusal(events, pointer, subject)}`;
  }

  /**
   * Returns the statement of a switch's `default` case, which a valid event never reaches. It is `unreachable(…)`, which
   * TypeScript checks, or `unexpected(…)` if TypeScript cannot know that the case is never reached. In a union of one event,
   * TypeScript narrows the tag and not the event, so the tag is passed to `unreachable`.
   */
  #refusal(events: readonly EventModel[], pointer: string, subject: string): string {
    const isProven = this.#narrows && events.every((event) => tagTypeOf(this.#asked.types, event, pointer) === "required");
    if (!isProven) return `return unexpected(${this.#variable});`;
    const rest = new Set(events.map(({ typeName }) => typeName)).size === 1 ? subject : this.#variable;
    return `return unreachable(${rest});`;
  }
}

/** Groups the values of a tag into the cases of a switch. Values that lead to the same events share a case. */
function casesOf(events: readonly EventModel[], pointer: string): [Json[], EventModel[]][] {
  const byValue = new Map<string, { readonly value: Json; readonly events: EventModel[] }>();
  for (const event of events) {
    for (const value of event.tags?.get(pointer) ?? []) {
      const key = JSON.stringify(value);
      const known = byValue.get(key);
      if (known === undefined) byValue.set(key, { value, events: [event] });
      else known.events.push(event);
    }
  }
  const groups = groupBy(byValue.values(), ({ events: group }) => group.map(({ name }) => name).join("\n"));
  return [...groups.values()].map((group) => [group.map(({ value }) => value), group[0]?.events ?? []]);
}

/**
 * Returns an expression that reads a tag. If the tag or an object around it is optional in some event's type, the expression
 * first casts the variable to a type in which both are optional.
 *
 * @param cast the code between the variable and that type; `undefined` if no cast is needed.
 */
function subjectOf(variable: string, pointer: string, cast: string | undefined): string {
  if (pointer.startsWith("@")) return `tags[${JSON.stringify(pointer.slice(1))}]`;
  const tokens = pointerTokens(pointer);
  if (cast === undefined) return `${variable}${tokens.map((token) => (isIndex(token) ? `[${token}]` : propertyAccess(token))).join("")}`;
  const [first = "", ...others] = tokens;
  const type = tokens.reduceRight((inner, token) => `{ readonly ${isIndex(token) ? token : propertyKey(token)}?: ${inner} }`, "unknown");
  const top = isIndex(first) ? `[${first}]` : propertyAccess(first);
  return `(${variable}${cast}${type})${top}${others.map(optionalAccess).join("")}`;
}

function optionalAccess(token: string): string {
  if (isIndex(token)) return `?.[${token}]`;
  const access = propertyAccess(token);
  return access.startsWith(".") ? `?${access}` : `?.${access}`;
}

function isIndex(token: string): boolean {
  return /^\d+$/.test(token);
}
