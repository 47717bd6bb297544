/** Returns a schema with the same meaning: definitions renamed, each wrapped in an `allOf`, keys in another order, descriptions added. */
export function refactored(schema: object): object {
  return tidy(schema, "") as object;
}

function tidy(value: unknown, key: string): unknown {
  if (typeof value === "string") return key === "$ref" ? renamed(value) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => tidy(item, ""));
  if (typeof value !== "object" || value === null) return value;
  if (isData(key)) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, tidy(member, name)] as const);
  const reordered = Object.fromEntries(entries.toReversed());
  return key === "definitions" || key === "$defs" ? wrapped(reordered) : reordered;
}

/** Returns true for a keyword whose value is data, so that its keys are no keywords. */
function isData(key: string): boolean {
  return ["const", "default", "example", "examples", "enum"].includes(key);
}

function wrapped(definitions: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(definitions).map(([name, body]) => [`${name}Moved`, { description: "Tidied.", allOf: [body] }]));
}

function renamed(ref: string): string {
  return ref.replace(/(#\/(?:definitions|\$defs)\/[^/]+)/, "$1Moved").replace(/Moved\/(?=.)/, "Moved/allOf/0/");
}
