import { printType, propertyAccess, propertyKey } from "../../generator/types/print-type.js";
import { propertyOf, unionOf } from "../../generator/types/type-node.js";
import type { ObjectNode, TupleNode, TypeNode } from "../../generator/types/type-node.js";
import { dispatched } from "../../generator/model/event-model.js";
import { literalsOf } from "../../generator/evolution/source/discriminate.js";
import { indexOf, namesOf, TypeView } from "../../generator/types/type-view.js";
import type { Member } from "../../generator/types/type-view.js";
import type { EventModel } from "../../generator/model/event-model.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import type { Json } from "../../generator/base/json.js";

/** A line for a value that the program does not read: it is too deep, or a union whose members no constant distinguishes. */
export const unread = "// not read";

/** Maximum depth at which the program reads values. */
const deepest = 5;

/**
 * Returns code that reads every server event of a protocol. The code stands in a folder beside `before/`, which holds
 * that protocol's types, and is compiled against the types in the folder `types`. It handles each event in an
 * exhaustive map and switch, passes it where the old type is expected, reads every field, and compares with every
 * literal.
 */
export function consumerProgram(model: ProtocolModel, types: string): string {
  const events = dispatched(model.server.events);
  const handlers = events.map((event) => `  ${propertyKey(event.name)}(event) {\n${new Reader(model).event(event)}\n  },`);
  const values = new Set(events.flatMap(({ tags }) => [...(tags?.get("/type") ?? [])].map((value) => JSON.stringify(value))));
  return [
    `import type { ServerEvent, ServerEventHandlers } from "./${types}/server-event.js";`,
    `import type * as before from "./before/server-event.js";`,
    `export const handlers: ServerEventHandlers = {`,
    ...handlers,
    `};`,
    `export function onTag(tag: ServerEvent["type"], key: string): void {`,
    `  switch (tag) {`,
    ...[...values].map((value) => `    case ${value}:`),
    `      return;`,
    `    default: { const rest: never = tag; void rest; void key; }`,
    `  }`,
    `}`,
    `declare const key: string;`,
    `declare function isRecord<T>(value: T): value is Exclude<Extract<T, object>, readonly unknown[] | string>;`,
    `declare function isList<T>(value: T): value is Extract<T, readonly unknown[]>;`,
  ].join("\n");
}

class Reader {
  readonly #view: TypeView;
  readonly #lines: string[] = [];
  #count = 0;

  constructor(model: ProtocolModel) {
    this.#view = new TypeView(model.nameOf);
  }

  event(event: EventModel): string {
    this.#lines.push(`const whole: before.${event.typeName} = event; void whole;`);
    this.#read(this.#view.eventType(event), "event", 0);
    return this.#lines.map((line) => `    ${line}`).join("\n");
  }

  #read(node: TypeNode, value: string, depth: number): void {
    const members = this.#view.members(node).filter((member) => !isNull(member));
    if (depth > deepest) {
      this.#lines.push(unread);
      return;
    }
    for (const member of members) if (member.kind === "literal") this.#compare(value, member.value);
    const objects = members.filter((member): member is ObjectNode => member.kind === "object");
    const [only] = members;
    const lists = members.filter(({ kind }) => kind === "array" || kind === "tuple");
    if (members.length === 1 && only !== undefined) this.#readOne(only, value, depth);
    else {
      if (objects.length > 0) this.#narrowed("isRecord", value, () => this.#readObjects(objects, value, depth));
      const [list] = lists;
      if (lists.length > 1) this.#lines.push(unread);
      if (lists.length === 1 && list !== undefined) this.#narrowed("isList", value, () => this.#readOne(list, value, depth));
    }
  }

  #readObjects(objects: readonly ObjectNode[], value: string, depth: number): void {
    const [only] = objects;
    if (objects.length === 1 && only !== undefined) this.#readObject(only, value, depth);
    else this.#readUnion(objects, value, depth);
  }

  #narrowed(guard: string, value: string, read: () => void): void {
    this.#lines.push(`if (${guard}(${value})) {`);
    read();
    this.#lines.push("}");
  }

  #compare(value: string, literal: Json): void {
    this.#lines.push(`void (${value} === ${JSON.stringify(literal)});`);
  }

  #readOne(member: Member, value: string, depth: number): void {
    if (member.kind === "object") this.#readObject(member, value, depth);
    if (member.kind === "array") this.#each(value, member.item, depth);
    if (member.kind === "tuple") this.#readTuple(member, value, depth);
  }

  #readTuple({ items, rest }: TupleNode, value: string, depth: number): void {
    this.#lines.push(`for (const item of ${value}) void item;`);
    items.forEach((item, index) => this.#inside(`${value}[${index}]`, item, depth));
    if (rest === undefined) return;
    const name = `v${this.#count++}`;
    this.#lines.push(`const [${",".repeat(items.length)}...${name}] = ${value};`);
    this.#each(name, rest, depth);
  }

  #each(list: string, type: TypeNode, depth: number): void {
    this.#lines.push(`for (const item of ${list}) {`);
    this.#inside("item", type, depth + 1);
    this.#lines.push("}");
  }

  #readObject(node: ObjectNode, value: string, depth: number): void {
    for (const name of namesOf(node)) {
      const type = propertyOf(node, name);
      if (type !== undefined) this.#inside(`${value}${propertyAccess(name)}`, type, depth);
    }
    const index = indexOf(node);
    if (index !== undefined) this.#inside(`${value}[key]`, index, depth);
  }

  #readUnion(objects: readonly ObjectNode[], value: string, depth: number): void {
    const names = [...(objects[0]?.properties.keys() ?? [])];
    const tag = names.find((name) => objects.every((member) => literalsOf(member, name, this.#view) !== undefined));
    if (tag === undefined) {
      this.#lines.push(unread);
      return;
    }
    for (const member of objects) {
      const literals = literalsOf(member, tag, this.#view) ?? [];
      for (const literal of literals) this.#compare(`${value}${propertyAccess(tag)}`, literal);
      const [first = null] = literals;
      if (literals.length > 1 || objects.some((other) => other !== member && literalsOf(other, tag, this.#view)?.includes(first))) {
        this.#lines.push(unread);
        continue;
      }
      this.#lines.push(`if (${value}${propertyAccess(tag)} === ${JSON.stringify(literals[0])}) {`);
      this.#readObject(member, value, depth);
      this.#lines.push("}");
    }
  }

  #inside(expression: string, type: TypeNode, depth: number): void {
    const name = `v${this.#count++}`;
    const members = this.#view.members(type);
    const isPlain = members.every(({ kind }) => kind === "literal" || kind === "primitive");
    this.#lines.push(`const ${name}${isPlain ? `: ${printType(unionOf(members))} | undefined` : ""} = ${expression}; void ${name};`);
    const start = this.#lines.length;
    this.#read(type, name, depth + 1);
    if (this.#lines.length === start) return;
    this.#lines.splice(start, 0, `if (${name} !== undefined && ${name} !== null) {`);
    this.#lines.push("}");
  }
}

function isNull(member: Member): boolean {
  return member.kind === "literal" ? member.value === null : member.kind === "primitive" && member.name === "null";
}
