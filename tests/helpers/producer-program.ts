import { propertyOf } from "../../generator/types/type-node.js";
import { propertyKey } from "../../generator/types/print-type.js";
import type { ObjectNode, TypeNode } from "../../generator/types/type-node.js";
import { indexOf, namesOf, TypeView } from "../../generator/types/type-view.js";
import type { Member } from "../../generator/types/type-view.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { dispatched } from "../../generator/model/event-model.js";

/** Maximum depth of a literal. A type that needs more has none. */
const deepest = 5;

/** Returns code that sends literals of every server event: with all fields and with the required ones, with every literal and every branch. */
export function producerProgram(model: ProtocolModel, types: string): string {
  const writer = new Writer(model);
  const literals = dispatched(model.server.events).flatMap((event) => writer.literals(writer.view.eventType(event), 0));
  return [
    `import type { ServerEvent } from "./${types}/server-event.js";`,
    ...literals.map((literal, index) => `export const message${index}: ServerEvent = ${literal};`),
  ].join("\n");
}

class Writer {
  readonly view: TypeView;

  constructor(model: ProtocolModel) {
    this.view = new TypeView(model.nameOf);
  }

  /** Returns literals of a type, the simplest first. Returns none if the type needs a deeper one. */
  literals(node: TypeNode, depth: number): readonly string[] {
    if (depth > deepest) return [];
    return [...new Set(this.view.members(node).flatMap((member) => this.#ofMember(member, depth)))];
  }

  #ofMember(member: Member, depth: number): readonly string[] {
    switch (member.kind) {
      case "unknown":
        return ["(null as unknown)"];
      case "literal":
        return [JSON.stringify(member.value)];
      case "primitive":
        return [{ string: '("" as string)', number: "(0 as number)", boolean: "(true as boolean)", null: "null" }[member.name]];
      case "other":
        return []; // Code cannot write such a value.
      case "array":
        return ["[]", ...this.literals(member.item, depth + 1).map((item) => `[${item}, ${item}, ${item}, ${item}]`)];
      case "tuple":
        return this.#tuples(member, depth);
      default:
        return this.#objects(member, depth);
    }
  }

  #tuples({ items, required, rest }: Member & { readonly kind: "tuple" }, depth: number): readonly string[] {
    const lists = [...items, ...(rest === undefined ? [] : [rest, rest, rest])].map((item) => this.literals(item, depth + 1));
    const lengths = [required, items.length, ...(rest === undefined ? [] : [lists.length])];
    return lengths.flatMap((length) => combinations(lists.slice(0, length)).map((parts) => `[${parts.join(", ")}]`));
  }

  #objects(node: ObjectNode, depth: number): readonly string[] {
    const names = namesOf(node);
    const required = names.filter((name) => node.required.has(name));
    return [...this.#withNames(node, names, depth), ...this.#withNames(node, required, depth)];
  }

  #withNames(node: ObjectNode, names: readonly string[], depth: number): readonly string[] {
    const written = names.map((name) => [propertyKey(name), this.literals(propertyOf(node, name) ?? node, depth + 1)] as const);
    const kept = written.filter(([, list], index) => list.length > 0 || node.required.has(names[index] ?? ""));
    const index = indexOf(node);
    const others = index === undefined ? [] : this.literals(index, depth + 1);
    const extra = others.length === 0 ? [] : [["undeclared", others] as const];
    const fields = [...kept, ...extra];
    return combinations(fields.map(([, list]) => list)).map(
      (parts) => `{ ${fields.map(([key], at) => `${key}: ${parts[at] ?? ""}`).join(", ")} }`,
    );
  }
}

/** Combines the first items of all lists, then each further item with the first items of the other lists. Returns nothing if a list is empty. */
function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const first = lists.map(([one]) => one);
  if (first.includes(undefined)) return [];
  const plain = first.map((one) => one ?? "");
  const varied = lists.flatMap((list, index) => list.slice(1).map((one) => plain.map((other, at) => (at === index ? one : other))));
  return [plain, ...varied];
}
