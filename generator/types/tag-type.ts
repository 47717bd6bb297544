import { fact } from "../base/fact.js";
import { pointerTokens } from "../base/pointer.js";
import type { EventModel } from "../model/event-model.js";
import { unionOf } from "./type-node.js";
import type { TypeMaker } from "./type-of.js";
import { partOf, viewOf } from "./type-view.js";
import type { Part, TypeView } from "./type-view.js";

/**
 * Describes the tag of an event at one pointer, as far as TypeScript knows it from the type of the event.
 *
 * - `required`: every message has one of the tags there, and each tag is a value of the type.
 * - `optional`: the same, but the last property of the pointer may be absent.
 * - `unknown`: anything else, such as a type that is `never`. Code has to cast the event before it reads the tag.
 */
export type TagType = "required" | "optional" | "unknown";

/** Returns the {@link TagType} of an event at a pointer. */
export function tagTypeOf(types: TypeMaker, event: EventModel, pointer: string): TagType {
  return tagTypes(types).of(event, pointer);
}

/**
 * Returns true if all values of some events are constants, booleans or null. TypeScript does not cast such a type to an
 * object type with optional properties.
 */
export function areConstants(types: TypeMaker, events: readonly EventModel[]): boolean {
  const view = viewOf(types);
  const members = events.flatMap((event) => view.members(view.eventType(event)));
  return members.every((member) => member.kind === "literal" || (member.kind === "primitive" && ["boolean", "null"].includes(member.name)));
}

const tagTypes = fact((types: TypeMaker) => new TagTypes(types));

class TagTypes {
  readonly #view: TypeView;
  readonly #known = new WeakMap<EventModel, Map<string, TagType>>();

  constructor(types: TypeMaker) {
    this.#view = viewOf(types);
  }

  of(event: EventModel, pointer: string): TagType {
    const known = this.#known.get(event) ?? new Map<string, TagType>();
    const found = known.get(pointer) ?? this.#find(event, pointer);
    this.#known.set(event, known.set(pointer, found));
    return found;
  }

  #find(event: EventModel, pointer: string): TagType {
    const tags = event.tags?.get(pointer);
    if (tags === undefined || pointer.startsWith("@")) return "unknown";
    let parts: readonly Part[] = [{ type: this.#view.eventType(event), isRequired: true }];
    for (const token of pointerTokens(pointer)) {
      const inside = parts.map(({ type, isRequired }) =>
        isRequired ? this.#view.members(type).map((member) => partOf(member, token)) : [],
      );
      if (inside.some((list) => list.length === 0)) return "unknown";
      const found = inside.flat();
      parts = found.filter((part) => part !== undefined);
      if (parts.length < found.length) return "unknown";
    }
    const literals = this.#view.literals(unionOf(parts.map(({ type }) => type)));
    if (literals?.length !== tags.length || !tags.every((tag) => literals.includes(tag))) return "unknown";
    return parts.every(({ isRequired }) => isRequired) ? "required" : "optional";
  }
}
