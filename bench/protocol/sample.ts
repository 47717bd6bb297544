import { between, pick } from "../harness/random.js";
import type { Random } from "../harness/random.js";
import { resolve } from "./bundle.js";
import type { Bundle } from "./bundle.js";
import type { Schema } from "./schema.js";
import { phrases } from "./words.js";

/** The random sources of a sample. */
export type Source = {
  readonly definitions: Bundle["definitions"];
  /** Decides on values. */
  readonly random: Random;
  /** Decides on the shape: optional properties, members of unions, lengths. Equal seeds give equal shapes. */
  readonly shape: Random;
};

/** Returns a value that the schema accepts. Each optional property is present with a probability of one half. */
export function sample(source: Source, reference: Schema): unknown {
  const { random, shape } = source;
  const schema = resolve(source.definitions, reference);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(random, schema.enum);
  const union = schema.oneOf ?? schema.anyOf;
  if (union !== undefined) return sample(source, pick(shape, union));
  const type = typeof schema.type === "object" ? pick(shape, schema.type) : schema.type;
  switch (type) {
    case "object":
      return object(source, schema);
    case "array":
      return Array.from({ length: between(shape, schema.minItems ?? 0, 3) }, () => sample(source, schema.items ?? {}));
    case "string":
      return text(random, schema);
    case "integer":
      return between(random, schema.minimum ?? -50, schema.maximum ?? 5000);
    case "number":
      return Math.round((random() * 1000 + (schema.minimum ?? schema.exclusiveMinimum ?? 0)) * 100) / 100;
    case "boolean":
      return random() < 0.5;
    case "null":
      return null;
    default:
      return { note: pick(random, phrases), count: between(random, 0, 9) };
  }
}

function object(source: Source, schema: Schema): Record<string, unknown> {
  const required = new Set(schema.required);
  const members = Object.entries(schema.properties ?? {}).filter(([key]) => required.has(key) || source.shape() < 0.5);
  const value = Object.fromEntries(members.map(([key, member]) => [key, sample(source, member)]));
  const { additionalProperties: rest } = schema;
  if (rest === undefined || rest === false || Object.keys(schema.properties ?? {}).length > 0) return value;
  for (let count = between(source.shape, 1, 4); count > 0; count--) value[`key_${count}`] = sample(source, rest === true ? {} : rest);
  return value;
}

function text(random: Random, { format, pattern, minLength, maxLength }: Schema): string {
  if (pattern !== undefined) return `${pick(random, ["ABC", "XYZ"])}-${between(random, 1000, 9999)}`;
  switch (format) {
    case "date-time":
      return new Date(Date.UTC(2026, between(random, 0, 11), between(random, 1, 28)) + between(random, 0, 86_399_999)).toISOString();
    case "uuid":
      return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-9${hex(random, 3)}-${hex(random, 12)}`;
    case "email":
      return `user${between(random, 1, 999)}@example.com`;
    case "uri":
      return `https://example.com/items/${between(random, 1, 99_999)}?view=full`;
    default:
      return maxLength !== undefined && maxLength < 100
        ? `item-${between(random, 1, 99_999)}`
        : pick(random, phrases).padEnd(minLength ?? 0, ".");
  }
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => between(random, 0, 15).toString(16)).join("");
}
