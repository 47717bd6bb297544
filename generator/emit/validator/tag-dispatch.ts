import { pointerTokens } from "../../base/pointer.js";
import { wordsIn } from "../used-names.js";
import { groupBy } from "../../base/group-by.js";
import type { EventModel } from "../../model/event-model.js";
import type { Json } from "../../base/json.js";
import type { FileScope } from "./file-scope.js";

/** With at least this many values of a tag, the generated code uses a `Map`, because a `switch` compares one by one and is slower. */
const manyTags = 24;

/**
 * Returns the name of a property of the message whose value alone identifies every dispatched event; `undefined` if none does.
 * With such a property, no function has to be generated that finds an event.
 */
export function identifyingProperty(events: readonly EventModel[], pointers: readonly string[]): string | undefined {
  const [pointer = "", ...others] = pointers;
  const property = pointer.slice(1);
  if (!/^\/[^/~]*$/.test(pointer) || others.length > 0 || /^\d+$/.test(property) || property in Object.prototype) return undefined;
  const tagged = events.filter(({ tags }) => tags !== undefined);
  const isAlone = tagged.every(({ tags }) => tags?.size === 1 && tags.has(pointer));
  return isAlone && groupsOf(tagged, pointer).every(({ members }) => members.length === 1) ? property : undefined;
}

/** Prints a function that returns the name of the event to which a message's tags belong, or `undefined` for unknown tags. */
export function printTagDispatch(
  file: FileScope,
  name: string,
  type: string,
  events: readonly EventModel[],
  pointers: readonly string[],
): string[] {
  const tagged = events.filter(({ tags }) => tags !== undefined);
  const order = [...new Set([...pointers, ...tagged.flatMap(({ tags }) => [...(tags?.keys() ?? [])])])];
  const body = tagged.length === 0 ? [] : new TagSwitch(file, name, type, order).lines(tagged, 0, "  ");
  const text = body.join("\n");
  const words = wordsIn(text);
  const value = words.has("value") ? "value" : "_value";
  const tags = words.has("tags") ? ", tags?: OutOfBandTags" : "";
  return [`function ${name}(${value}: unknown${tags}): ${type} | undefined {`, ...body, ...endOf(body), "}"];
}

function endOf(body: readonly string[]): string[] {
  return body.at(-1)?.trimStart().startsWith("return ") === true ? [] : ["  return undefined;"];
}

/** Prints switches inside one another, one level for each pointer at which events have tags. */
class TagSwitch {
  readonly #file: FileScope;
  readonly #name: string;
  readonly #type: string;
  readonly #pointers: readonly string[];

  constructor(file: FileScope, name: string, type: string, pointers: readonly string[]) {
    this.#file = file;
    this.#name = name;
    this.#type = type;
    this.#pointers = pointers;
  }

  lines(events: readonly EventModel[], level: number, indent: string): string[] {
    const pointer = this.#pointers[level];
    if (pointer === undefined) return events.slice(0, 1).map(({ name }) => `${indent}return ${JSON.stringify(name)};`);
    const asking = events.filter(({ tags }) => tags?.has(pointer) === true);
    const others = events.filter(({ tags }) => tags?.has(pointer) !== true);
    const rest = others.length === 0 ? [] : this.lines(others, level + 1, indent);
    if (asking.length === 0) return rest;
    const groups = groupsOf(asking, pointer);
    const isFlat = groups.every(({ members }) => members.length === 1 && this.#isLast(members[0], level));
    const isMapped = isFlat && rest.length === 0 && groups.reduce((sum, { values }) => sum + values.length, 0) >= manyTags;
    return isMapped ? this.#mapped(groups, pointer, indent) : [...this.#switch(groups, level, pointer, indent), ...rest];
  }

  #isLast(event: EventModel | undefined, level: number): boolean {
    return this.#pointers.slice(level + 1).every((pointer) => event?.tags?.has(pointer) !== true);
  }

  #switch(groups: readonly Group[], level: number, pointer: string, indent: string): string[] {
    const cases = groups.flatMap(({ values, members }) => {
      const labels = values.map((value) => `${indent}  case ${JSON.stringify(value)}:`);
      const inner = this.lines(members, level + 1, `${indent}    `);
      const isDone = inner.at(-1)?.trimStart().startsWith("return ") === true;
      return [...labels, ...inner, ...(isDone ? [] : [`${indent}    break;`])];
    });
    return [`${indent}switch (${tagText(this.#file, pointer)}) {`, ...cases, `${indent}}`];
  }

  #mapped(groups: readonly Group[], pointer: string, indent: string): string[] {
    const entries = groups.flatMap(({ values, members }) => {
      return values.map((value) => `  [${JSON.stringify(value)}, ${JSON.stringify(members[0]?.name)}],`);
    });
    const type = `<unknown, ${this.#type}>`;
    const map = this.#file.constant(`new Map${type}([\n${entries.join("\n")}\n])`, `${this.#name}s`, `: ReadonlyMap${type}`);
    return [`${indent}return ${map}.get(${tagText(this.#file, pointer)});`];
  }
}

/** The values of a tag that belong to the same events, and these events. */
type Group = { readonly values: readonly Json[]; readonly members: readonly EventModel[] };

function groupsOf(events: readonly EventModel[], pointer: string): Group[] {
  const values = new Map<Json, EventModel[]>();
  for (const event of events) {
    for (const value of event.tags?.get(pointer) ?? []) {
      const known = values.get(value);
      if (known === undefined) values.set(value, [event]);
      else known.push(event);
    }
  }
  const groups = groupBy(values, ([, members]) => members.map(({ name }) => name).join("\n"));
  return [...groups.values()].map((group) => ({ values: group.map(([value]) => value), members: group[0]?.[1] ?? [] }));
}

function tagText(file: FileScope, pointer: string): string {
  if (pointer.startsWith("@")) return `tags?.[${JSON.stringify(pointer.slice(1))}]`;
  const [first, ...rest] = pointerTokens(pointer);
  if (first === undefined) return "value";
  if (rest.length === 0 && !/^\d+$/.test(first) && !(first in Object.prototype)) {
    return `${file.helper("isRecord")}(value) ? value[${JSON.stringify(first)}] : undefined`;
  }
  const memberOf = file.helper("memberOf");
  return [first, ...rest].reduce((text, token) => `${memberOf}(${text}, ${JSON.stringify(token)})`, "value");
}
