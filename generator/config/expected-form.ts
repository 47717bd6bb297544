type Form = {
  readonly anyOf?: readonly Form[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly items?: Form;
  readonly examples?: readonly unknown[];
};

/** Describes the values that a schema of an option allows, such as `"strict" or "tolerant"`, or `a list of texts such as "/type"`. */
export function expectedForm(schema: unknown): string {
  return inWords([...new Set(formsOf(schema as Form))]);
}

function formsOf({ anyOf, const: constant, enum: values, type, items, examples }: Form): readonly string[] {
  if (anyOf !== undefined) return anyOf.flatMap(formsOf);
  if (constant !== undefined) return [JSON.stringify(constant)];
  if (values !== undefined) return values.map((value) => JSON.stringify(value));
  const example = examples === undefined ? "" : ` such as ${JSON.stringify(examples[0])}`;
  if (type !== "array") return [`${nameOf(type)}${example}`];
  const inside = items === undefined ? [] : formsOf(items);
  return [inside.length === 0 ? "a list" : `a list, of which each item is ${inWords(inside)}`];
}

function nameOf(type: string | undefined): string {
  switch (type) {
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case undefined:
      return "another value";
    default:
      return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
  }
}

function inWords(forms: readonly string[]): string {
  return forms.length < 2 ? forms.join("") : `${forms.slice(0, -1).join(", ")} or ${forms.at(-1) ?? ""}`;
}
