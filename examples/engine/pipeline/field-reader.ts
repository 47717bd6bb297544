/** A problem in a JSON file: the place, as keys from the root of the file, and a message. */
export type Problem = { readonly path: readonly string[]; readonly message: string };

/** Limits of a number in a JSON file. */
export type NumberRule = { readonly min: number; readonly integer?: boolean };

/**
 * Reads the fields of one object of a parsed JSON file. It collects problems instead of throwing, so that one run
 * shows all of them.
 */
export class FieldReader {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #path: readonly string[];
  readonly #problems: Problem[];
  readonly #known = new Set<string>();

  constructor(value: unknown, path: readonly string[], problems: Problem[]) {
    this.#path = path;
    this.#problems = problems;
    this.#fields = isRecord(value) ? new Map(Object.entries(value)) : new Map<string, unknown>();
    if (!isRecord(value)) this.report(`expected an object, got ${show(value)}`);
  }

  /** Adds a problem of the object, or of the value at `path` inside the object. */
  report(message: string, ...path: readonly string[]): void {
    this.#problems.push({ path: [...this.#path, ...path], message });
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  /** Returns the value of a field without a check, or `undefined` if the field is absent. */
  raw(key: string): unknown {
    this.#known.add(key);
    return this.#fields.get(key);
  }

  object(key: string): FieldReader {
    return new FieldReader(this.raw(key), [...this.#path, key], this.#problems);
  }

  /** Returns the names of all fields, in the order of the file. */
  keys(): readonly string[] {
    return [...this.#fields.keys()];
  }

  string(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === "string") return value;
    this.report(`expected a string, got ${show(value)}`, key);
    return undefined;
  }

  requiredString(key: string): string {
    const value = this.string(key);
    if (!this.#fields.has(key)) this.report(`"${key}" is missing`);
    return value ?? "";
  }

  number(key: string, rule: NumberRule): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === "number" && value >= rule.min && (rule.integer !== true || Number.isInteger(value))) return value;
    this.report(`expected ${rule.integer === true ? "an integer" : "a number"} of at least ${rule.min}, got ${show(value)}`, key);
    return undefined;
  }

  oneOf<const Value extends string>(key: string, values: readonly Value[]): Value | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) this.report(`expected ${values.map(show).join(" | ")}, got ${show(value)}`, key);
    return found;
  }

  strings(key: string): readonly string[] {
    return this.#list(key).flatMap((item, index) => {
      if (typeof item === "string") return [item];
      this.report(`expected a string, got ${show(item)}`, key, String(index));
      return [];
    });
  }

  objects(key: string): readonly FieldReader[] {
    return this.#list(key).map((item, index) => new FieldReader(item, [...this.#path, key, String(index)], this.#problems));
  }

  /** Reports every field that no method has read. */
  refuseOthers(): void {
    for (const key of this.#fields.keys()) {
      if (!this.#known.has(key)) this.report(`"${key}" is not allowed here; allowed are ${[...this.#known].join(", ")}`, key);
    }
  }

  #list(key: string): readonly unknown[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.report(`expected a list, got ${show(value)}`, key);
    return [];
  }
}

/** Returns true for a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
