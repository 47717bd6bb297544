import type { Schema } from "../schema.js";
import { composition, contributes, isExclusive } from "./composition.js";
import type { Choice } from "./composition.js";
import { areDisjoint } from "../disjoint.js";
import { dominates } from "./dominates.js";
import type { Draft } from "../../base/fact.js";

/** The place of a value directly inside another value: a property's name, or `undefined` for the items of a list. */
type Slot = string | undefined;
type Entry = { readonly child: Schema; readonly choices: readonly Choice[] };

/**
 * Copies the parts of one composed schema for {@link closedView}. The parts allow other properties; only the values of
 * their properties and items are closed.
 */
export class ComposedParts {
  readonly #root: Schema;
  readonly #whole: (schema: Schema) => Schema;
  readonly #slots = new Map<Slot, Entry[]>();
  readonly #copies = new Map<Schema, Draft<Schema>>();

  /** @param whole returns the closed copy of a schema that is not part of a composition. */
  constructor(root: Schema, whole: (schema: Schema) => Schema) {
    this.#root = root;
    this.#whole = whole;
    for (const { schema, choices } of composition(root)) {
      for (const [name, child] of schema.properties ?? []) this.#note(name, { child, choices });
      for (const child of [...(schema.prefixItems ?? []), schema.items]) if (child !== undefined) this.#note(undefined, { child, choices });
    }
  }

  /** Returns the copy of the composed schema, in which the values inside are closed. */
  copy(): Draft<Schema> {
    return this.#part(this.#root);
  }

  #note(slot: Slot, entry: Entry): void {
    const entries = this.#slots.get(slot);
    if (entries === undefined) this.#slots.set(slot, [entry]);
    else entries.push(entry);
  }

  readonly #copyOf = (schema: Schema): Schema => (schema.always === undefined ? this.#part(schema) : schema);

  #part(schema: Schema): Draft<Schema> {
    const known = this.#copies.get(schema);
    if (known !== undefined) return known;
    const draft: Draft<Schema> = { ...schema };
    this.#copies.set(schema, draft);
    for (const keyword of ["ref", "then", "else"] as const) {
      const child = schema[keyword];
      if (child !== undefined) draft[keyword] = this.#copyOf(child);
    }
    for (const keyword of ["allOf", "anyOf"] as const) {
      const list = schema[keyword];
      if (list !== undefined) draft[keyword] = list.map(this.#copyOf);
    }
    if (schema.dependentSchemas !== undefined)
      draft.dependentSchemas = new Map([...schema.dependentSchemas].map(([key, child]) => [key, this.#copyOf(child)]));
    putOneOf(draft, schema.oneOf, this.#copyOf);
    this.#values(schema, draft);
    return draft;
  }

  #values(schema: Schema, draft: Draft<Schema>): void {
    if (schema.properties !== undefined)
      draft.properties = new Map([...schema.properties].map(([name, child]) => [name, this.#value(name, child)]));
    const isOnlyList = (this.#slots.get(undefined)?.length ?? 0) === Number(schema.items !== undefined) + (schema.prefixItems?.length ?? 0);
    if (!isOnlyList) return;
    if (schema.items !== undefined) draft.items = this.#whole(schema.items);
    if (schema.prefixItems !== undefined) draft.prefixItems = schema.prefixItems.map(this.#whole);
  }

  #value(slot: Slot, child: Schema): Schema {
    const entries = this.#slots.get(slot) ?? [];
    const own = entries.filter((entry) => entry.child === child);
    const rivals = entries.filter(
      (entry) => entry.child !== child && contributes(entry.child) && own.some(({ choices }) => !isExclusive(choices, entry.choices)),
    );
    return rivals.every((rival) => dominates(child, rival.child)) ? this.#whole(child) : child;
  }
}

/**
 * Adds the closed branches of a `oneOf` to a draft: as `oneOf` if no value satisfies two of the branches, else as an
 * `anyOf` beside the original `oneOf`.
 */
export function putOneOf(draft: Draft<Schema>, branches: readonly Schema[] | undefined, copy: (schema: Schema) => Schema): void {
  if (branches === undefined || !branches.some(contributes)) return;
  const closed = branches.map(copy);
  if (areDisjoint(branches)) {
    draft.oneOf = closed;
    return;
  }
  const { location, dialect } = draft;
  draft.allOf = [...(draft.allOf ?? []), { location, dialect, annotations: {}, anyOf: closed }];
}
