/** A field of a form for one property of a JSON Schema. The user types text, whatever type the property has. */
export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly isRequired: boolean;
  /** Kind of the field. In a `json` field the user types JSON, because the property allows values that no other kind can express. */
  readonly kind: "text" | "lines" | "number" | "choice" | "json";
  /** The values of a `choice` field, as JSON. */
  readonly choices: readonly string[];
  readonly initial: string;
  readonly rules: FieldRules;
};

/** The limits of a field that the page checks before it sends the form. The engine checks the whole schema. */
export type FieldRules = {
  readonly isWhole: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly pattern: string | undefined;
};

/** The texts that the user has typed so far, by the names of the fields. */
export type FormTexts = Readonly<Record<string, string>>;

/** The value of a form, or the name of the first wrong field and what is wrong with it. */
export type FormResult =
  | { readonly kind: "ready"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "invalid"; readonly name: string; readonly message: string };

type Keywords = Readonly<Record<string, unknown>>;

/** A text field has several lines if its `maxLength` is at least this number of characters. */
const longText = 200;

/** Returns the fields for a schema of an object with properties. Returns `undefined` for any other schema: the user then types JSON. */
export function formFields(schema: unknown): readonly FormField[] | undefined {
  if (!isRecord(schema) || !isRecord(schema["properties"])) return undefined;
  if (schema["type"] !== undefined && schema["type"] !== "object") return undefined;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(schema["properties"]).map(([name, property]) =>
    fieldOf(name, isRecord(property) ? property : {}, required.includes(name)),
  );
}

/** Reads the texts that the user has typed. Leaves empty optional fields out. */
export function readForm(fields: readonly FormField[], texts: FormTexts): FormResult {
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    const text = texts[field.name] ?? field.initial;
    const { name, label } = field;
    if (text.trim() === "") {
      if (field.isRequired) return { kind: "invalid", name, message: `${label}: please fill this in.` };
      continue;
    }
    const problem = problemOf(field, text);
    if (problem !== undefined) return { kind: "invalid", name, message: `${label}: ${problem}` };
    entries.push([name, valueOf(field, text)]);
  }
  return { kind: "ready", value: Object.fromEntries(entries) };
}

function fieldOf(name: string, property: Keywords, isRequired: boolean): FormField {
  const rules = rulesOf(property);
  const kind = kindOf(property, rules);
  const preset = property["default"];
  return {
    name,
    label: textOf(property["title"]) ?? name,
    help: textOf(property["description"]),
    isRequired,
    kind,
    choices: choicesOf(property),
    initial: presetOf(preset, kind),
    rules,
  };
}

function presetOf(preset: unknown, kind: FormField["kind"]): string {
  if (preset === undefined) return "";
  return typeof preset === "string" && (kind === "text" || kind === "lines") ? preset : JSON.stringify(preset);
}

function kindOf(property: Keywords, { maxLength = 0 }: FieldRules): FormField["kind"] {
  if (choicesOf(property).length > 0) return "choice";
  if (property["type"] === "string") return maxLength >= longText ? "lines" : "text";
  return property["type"] === "number" || property["type"] === "integer" ? "number" : "json";
}

function choicesOf({ enum: values, const: constant, type }: Keywords): readonly string[] {
  if (constant !== undefined) return [JSON.stringify(constant)];
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value));
  return type === "boolean" ? ["true", "false"] : [];
}

function rulesOf({ type, minimum, maximum, minLength, maxLength, pattern }: Keywords): FieldRules {
  return {
    isWhole: type === "integer",
    minimum: numberOf(minimum),
    maximum: numberOf(maximum),
    minLength: numberOf(minLength),
    maxLength: numberOf(maxLength),
    pattern: patternOf(pattern),
  };
}

function problemOf({ kind, rules }: FormField, text: string): string | undefined {
  if (kind === "number") return problemOfNumber(Number(text), rules);
  if (kind === "json") return isJson(text) ? undefined : "this is not JSON.";
  return kind === "choice" ? undefined : problemOfText(text, rules);
}

function problemOfNumber(value: number, { isWhole, minimum = -Infinity, maximum = Infinity }: FieldRules): string | undefined {
  if (!Number.isFinite(value)) return "this is not a number.";
  if (isWhole && !Number.isInteger(value)) return "this is not a whole number.";
  if (value < minimum) return `at least ${minimum}, please.`;
  return value > maximum ? `at most ${maximum}, please.` : undefined;
}

function problemOfText(text: string, { minLength = 0, maxLength = Infinity, pattern = "" }: FieldRules): string | undefined {
  const { length } = Array.from(text); // JSON Schema counts code points.
  if (length < minLength) return `at least ${minLength} characters, please.`;
  if (length > maxLength) return `at most ${maxLength} characters, please.`;
  return new RegExp(pattern, "u").test(text) ? undefined : `this does not match ${pattern}.`;
}

function valueOf({ kind }: FormField, text: string): unknown {
  if (kind === "text" || kind === "lines") return text;
  return kind === "number" ? Number(text) : JSON.parse(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Keywords {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Returns the pattern of a field. Returns `undefined` for an invalid regular expression, so that only the engine checks the text. */
function patternOf(value: unknown): string | undefined {
  try {
    return typeof value === "string" ? new RegExp(value, "u").source : undefined;
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
