import { pointerTokens } from "../load/pointer.js";
import { groupBy } from "../model/group-by.js";
import type { EventModel } from "../model/protocol.js";
import type { Json } from "../model/schema.js";
import type { FunctionStatement } from "./print/statement.js";
import type { SideNames } from "./side-names.js";
import { propertyAccess, propertyKey } from "./types/property-key.js";

/** The events that a dispatcher can tell apart. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}

/** True where some tag does not travel in the message, so that the caller has to give it. */
export function hasOutOfBandTags(events: readonly EventModel[]): boolean {
  return events.some(({ tags }) => [...(tags?.keys() ?? [])].some((pointer) => pointer.startsWith("@")));
}

/** Names of the type parameters of handlers. */
export type Generics = { readonly context: string; readonly result: string };

/** `Context` and `Result`, unless the protocol has types of these names. */
export function genericsFor(declared: ReadonlySet<string>): Generics {
  const free = (name: string): string => (declared.has(name) ? `Handler${name}` : name);
  return { context: free("Context"), result: free("Result") };
}

/** The exhaustive dispatcher of one direction. */
export function dispatcherStatement(
  events: readonly EventModel[],
  discriminators: readonly string[],
  names: SideNames,
  generics: Generics,
): FunctionStatement {
  const { context, result } = generics;
  const parameters = [
    { name: "event", type: names.union },
    { name: "handlers", type: `${names.handlers}<${context}, ${result}>` },
    { name: "context", type: context },
    ...(hasOutOfBandTags(events) ? [{ name: "tags", type: "OutOfBandTags" }] : []),
  ];
  const told = dispatched(events);
  const body = printSwitch(told, discriminators, "", { narrows: discriminators.length === 1 && isTop(discriminators[0]), known: told });
  const docs = ["Calls the handler for the event's type. Pass only events that passed validation."];
  return { kind: "function", name: names.dispatch, typeParameters: [context, result], parameters, returnType: result, body, docs };
}

/** TypeScript narrows a union by a property of its own, not by one further down. */
function isTop(pointer: string | undefined): boolean {
  return pointer !== undefined && !pointer.startsWith("@") && pointerTokens(pointer).length === 1;
}

/** What TypeScript knows where a switch stands. */
type Knowledge = {
  /** True where the cases narrow down to single events. */
  readonly narrows: boolean;
  /** The events that `event` is one of, to TypeScript. */
  readonly known: readonly EventModel[];
};

function printSwitch(events: readonly EventModel[], pointers: readonly string[], margin: string, knowledge: Knowledge): string {
  const { narrows, known } = knowledge;
  const [pointer, ...rest] = pointers;
  if (pointer === undefined) return printCall(events, margin, narrows);
  const tagged = events.filter(({ tags }) => tags?.has(pointer) === true);
  const untagged = events.filter(({ tags }) => tags?.has(pointer) !== true);
  if (tagged.length === 0) return printSwitch(events, rest, margin, knowledge);
  const isOnAll = known.every(({ tags }) => tags?.has(pointer) === true);
  const cases = casesOf(tagged, pointer).map(([values, group]) => {
    const labels = values.map((value) => `${margin}  case ${JSON.stringify(value)}:\n`).join("");
    return `${labels}${printSwitch(group, rest, `${margin}    `, { narrows, known: isOnAll && isTop(pointer) ? group : known })}`;
  });
  const subject = subjectOf(pointer, isOnAll);
  const fallback =
    untagged.length > 0
      ? printSwitch(untagged, rest, `${margin}    `, knowledge)
      : `${margin}    return unreachable(${restOf(events, subject, narrows)});`;
  return `${margin}switch (${subject}) {\n${cases.join("\n")}\n${margin}  default:\n${fallback}\n${margin}}`;
}

/** What is left when no case was taken. A union of one member is no union to TypeScript: then the tag narrows, not the event. */
function restOf(events: readonly EventModel[], subject: string, narrows: boolean): string {
  if (!narrows) return "event as never";
  return new Set(events.map(({ typeName }) => typeName)).size === 1 ? subject : "event";
}

/** Values that lead to the same events share a case. */
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

/** Reads a tag. Where some event that TypeScript reckons with has no such property, the type is opened up for the reading. */
function subjectOf(pointer: string, isOnAll: boolean): string {
  if (pointer.startsWith("@")) return `tags[${JSON.stringify(pointer.slice(1))}]`;
  const tokens = pointerTokens(pointer);
  if (isOnAll) return `event${tokens.map((token) => (isIndex(token) ? `[${token}]` : propertyAccess(token))).join("")}`;
  const [first = "", ...others] = tokens;
  const type = tokens.reduceRight((inner, token) => `{ readonly ${isIndex(token) ? token : propertyKey(token)}?: ${inner} }`, "unknown");
  const top = isIndex(first) ? `[${first}]` : propertyAccess(first);
  return `(event as ${type})${top}${others.map(optionalAccess).join("")}`;
}

function optionalAccess(token: string): string {
  if (isIndex(token)) return `?.[${token}]`;
  const access = propertyAccess(token);
  return access.startsWith(".") ? `?${access}` : `?.${access}`;
}

function isIndex(token: string): boolean {
  return /^\d+$/.test(token);
}

function printCall(events: readonly EventModel[], margin: string, narrows: boolean): string {
  const [event] = events;
  if (event === undefined) return `${margin}return unreachable(event as never);`;
  return `${margin}return handlers${propertyAccess(event.name)}(event${narrows ? "" : ` as ${event.typeName}`}, context);`;
}
