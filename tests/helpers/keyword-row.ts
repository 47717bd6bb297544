/** A title, a schema, values that the schema accepts, and values that it refuses. */
export type KeywordRow = readonly [title: string, schema: unknown, accepted: readonly unknown[], refused: readonly unknown[]];

/** Values with the names `v0` to `v12`. */
export const many: readonly string[] = Array.from({ length: 13 }, (_, index) => `v${index}`);

/** The properties `a` to `e`. */
export const five = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, { type: "number" }]));

/** Reads a value with an own property `__proto__`. */
export const own: (text: string) => unknown = (text) => JSON.parse(text) as unknown;
