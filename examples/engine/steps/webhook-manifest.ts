/** What judging by hand needs of a drafted `protocol.json`. */
export type Manifest = { readonly server: readonly ManifestEntry[] };

/** One event of a {@link Manifest}: a schema and the tags that a message of it has. */
export type ManifestEntry = { readonly ref: string; readonly tag: Readonly<Record<string, unknown>> };

/**
 * The event that a payload is. This is a second reading of the manifest on purpose, slow and plain:
 * it shares no line with the generated dispatcher, so that it can be held against it.
 *
 * @param name the tag `@name`, which does not travel in the payload.
 */
export function findEntry({ server }: Manifest, name: string, payload: unknown): ManifestEntry | undefined {
  return server.find(({ tag }) =>
    Object.entries(tag).every(([key, wanted]) => {
      const got = key === "@name" ? name : propertyOf(payload, key.slice(1));
      return Array.isArray(wanted) ? wanted.includes(got) : wanted === got;
    }),
  );
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}
