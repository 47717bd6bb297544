import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";

type Source = { readonly [key: string]: unknown };
type Place = { readonly file: string; readonly pointer: string };
type Taken = { readonly step: Source; readonly object: Source; readonly tags: readonly string[] };

/**
 * Applies `x-state` as docs/STATE.md describes it, directly from the files and on a copy of the whole state. ajv decides
 * which branches hold. It is slow and as simple as possible.
 */
export class StateOracle {
  readonly #files = new Map<string, Source>();
  readonly #ajv = new Ajv2020({ strict: false });

  /** @param folder The folder of every schema of the protocol. */
  constructor(folder: string) {
    addFormats.default(this.#ajv);
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".json") || name.endsWith("protocol.json")) continue;
      const schema = JSON.parse(readFileSync(join(folder, name), "utf8")) as Source;
      this.#files.set(name, schema);
      this.#ajv.addSchema({ ...schema, $id: `https://test/${name}` });
    }
  }

  /**
   * Returns the state after an event.
   *
   * @param place The place of the event's schema.
   * @param object The part of the message that the schema describes.
   * @param tags The properties of that part that identify the event.
   */
  apply(state: unknown, place: Place, object: Source, tags: readonly string[]): unknown {
    const root = { state: structuredClone(state) };
    for (const taken of this.#stepsOf([place], object, tags)) take(root, taken);
    return root.state;
  }

  /** Returns the steps of an object: its own, then those that depend on its contents, then those of the objects inside. */
  #stepsOf(places: readonly Place[], object: Source, tags: readonly string[]): Taken[] {
    const all = this.#conjuncts(places);
    const steps = all.flatMap((place) => [this.#at(place)["x-state"] ?? []].flat() as Source[]);
    return [
      ...steps.map((step) => ({ step, object, tags })),
      ...all.flatMap((place) =>
        this.#branches(place, object).flatMap(({ branch, tag }) => this.#stepsOf([branch], object, [...tags, ...tag])),
      ),
      ...this.#inside(all, object),
    ];
  }

  #inside(all: readonly Place[], object: Source): Taken[] {
    const declared = all.flatMap((place) =>
      Object.keys(this.#member(place, "properties")).map((name) => ({ name, child: below(place, "properties", name) })),
    );
    return [...new Set(declared.map(({ name }) => name))].flatMap((name) => {
      const value = own(object, name);
      const children = declared.flatMap((one) => (one.name === name ? [one.child] : []));
      return isObject(value) ? this.#stepsOf(children, value, []) : [];
    });
  }

  #conjuncts(places: readonly Place[]): Place[] {
    return places.flatMap((place) => {
      const schema = this.#at(place);
      const parts = ((schema["allOf"] ?? []) as Source[]).map((_part, index) => below(place, "allOf", index));
      const target = typeof schema["$ref"] === "string" ? [targetOf(place, schema["$ref"])] : [];
      return [place, ...this.#conjuncts([...target, ...parts])];
    });
  }

  #branches(place: Place, object: Source): { readonly branch: Place; readonly tag: readonly string[] }[] {
    const schema = this.#at(place);
    const members = ["anyOf", "oneOf"].flatMap((keyword) =>
      ((schema[keyword] ?? []) as Source[]).map((_one, index) => below(place, keyword, index)),
    );
    const fitting = members.filter((member) => this.#accepts(member, object)).map((branch) => ({ branch, tag: this.#constants(branch) }));
    const dependent = Object.keys(this.#member(place, "dependentSchemas")).filter((name) => own(object, name) !== undefined);
    const chosen = schema["if"] === undefined ? undefined : this.#accepts(below(place, "if"), object) ? "then" : "else";
    const others = [
      ...dependent.map((name) => below(place, "dependentSchemas", name)),
      ...(chosen === undefined || schema[chosen] === undefined ? [] : [below(place, chosen)]),
    ];
    return [...fitting, ...others.map((branch) => ({ branch, tag: [] }))];
  }

  /** Returns the property that a member of a union fixes. It only distinguishes the member from others. */
  #constants(member: Place): string[] {
    const properties = this.#conjuncts([member]).flatMap((place) => Object.entries(this.#member(place, "properties")));
    return properties
      .filter(([, schema]) => isObject(schema) && ("const" in schema || "enum" in schema))
      .map(([name]) => name)
      .slice(0, 1);
  }

  #accepts({ file, pointer }: Place, value: Source): boolean {
    return this.#ajv.getSchema(`https://test/${file}#${pointer}`)?.(value) === true;
  }

  #member(place: Place, name: string): Source {
    return (this.#at(place)[name] ?? {}) as Source;
  }

  #at({ file, pointer }: Place): Source {
    return pointerTokens(pointer).reduce<Source>((inner, token) => inner[token] as Source, this.#files.get(file) ?? {});
  }
}

function below({ file, pointer }: Place, ...tokens: readonly (string | number)[]): Place {
  return { file, pointer: `${pointer}${tokens.map((token) => `/${token}`).join("")}` };
}

function targetOf({ file }: Place, ref: string): Place {
  const url = new URL(ref, `https://test/${file}`);
  return { file: url.pathname.slice(1), pointer: url.hash.slice(1) };
}

function take(root: { state: unknown }, { step, object, tags }: Taken): void {
  const keys = ["state", ...pointerTokens(step["at"] as string).map((token) => keyOf(token, object))];
  const source = sourceOf(step, object, tags);
  if (step["op"] === "remove") return removeAt(root, keys);
  if (source === undefined) return;
  const offset = step["offset"] === undefined ? undefined : (valueAt(object, step["offset"] as string) as number);
  const last = keys.at(-1) as string;
  const parent = keys.slice(0, -1).reduce<Record<string, unknown>>(childOf, root as Record<string, unknown>);
  if (step["op"] === "set") put(parent, last, structuredClone(source));
  else if (step["op"] === "merge") {
    const target = childOf(parent, last);
    for (const [name, value] of Object.entries(source as Source)) put(target, name, structuredClone(value));
  } else if (step["op"] === "extend")
    put(parent, last, grownText(own(parent, last), source as string, offset, step["limit"] as number, step["unit"] === "utf-8"));
  else {
    const before = own(parent, last);
    put(parent, last, [...((before ?? []) as unknown[]), structuredClone(source)].slice(-(step["limit"] as number)));
  }
}

function sourceOf(step: Source, object: Source, tags: readonly string[]): unknown {
  if ("value" in step) return step["value"];
  if ("from" in step) return valueAt(object, step["from"] as string);
  const picked = (step["pick"] ?? Object.keys(object).filter((name) => !tags.includes(name))) as string[];
  return Object.fromEntries(picked.flatMap((name) => (own(object, name) === undefined ? [] : [[name, own(object, name)]])));
}

function valueAt(object: Source, pointer: string): unknown {
  return pointerTokens(pointer).reduce<unknown>((inner, token) => (isObject(inner) ? own(inner, token) : undefined), object);
}

/** Extends a text character by character: cuts it at its end, adds the piece, and drops characters at its beginning. */
function grownText(before: unknown, piece: string, offset: number | undefined, limit: number, isBytes: boolean): unknown {
  const size = (character: string): number => (isBytes ? Buffer.byteLength(character) : character.length);
  const known = isObject(before) ? (before as { text: string; start: number; end: number }) : { text: "", start: 0, end: 0 };
  const isSound = known.text.length <= known.end - known.start;
  const characters = isSound ? Array.from(known.text) : [];
  let { start, end } = isSound ? known : { start: known.end, end: known.end };
  const at = offset ?? end;
  if (at >= start && at < end) while (end > at && characters.length > 0) end -= size(characters.pop() ?? "");
  if (at !== end) {
    characters.length = 0;
    [start, end] = [at, at];
  }
  for (const character of Array.from(piece.replaceAll(/\p{Cs}/gu, "\ufffd"))) {
    characters.push(character);
    end += size(character);
  }
  const block = Math.floor(limit / 4);
  const first = Math.ceil((end - limit) / block) * block;
  if (first > start) {
    while (start < first && characters.length > 0) start += size(characters.shift() ?? "");
    if (characters.length === 0) start = end;
  }
  return { text: characters.join(""), start, end };
}

function keyOf(token: string, object: Source): string {
  if (!token.startsWith("{")) return token;
  const path = token.slice(1, -1).split(".");
  return String(path.reduce<unknown>((inner, name) => own(inner as Source, name), object));
}

function removeAt(root: Source, keys: readonly string[]): void {
  const parent = keys.slice(0, -1).reduce<unknown>((inner, key) => (isObject(inner) ? own(inner, key) : undefined), root);
  if (isObject(parent)) delete (parent as Record<string, unknown>)[keys.at(-1) as string];
}

/** Returns the object under a key. Makes one if the key is absent. */
function childOf(parent: Record<string, unknown>, key: string): Record<string, unknown> {
  const child = own(parent, key);
  if (isObject(child)) return child;
  const made = {};
  put(parent, key, made);
  return made;
}

function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function own(object: Source, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Source {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pointerTokens(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
