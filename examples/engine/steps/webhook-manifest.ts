/** The part of a drafted `protocol.json` that {@link findEntry} reads. */
export type Manifest = { readonly server: readonly ManifestEntry[] };

/** One event of a {@link Manifest}: a schema and the tags that a message of it has. */
export type ManifestEntry = { readonly ref: string; readonly tag: Readonly<Record<string, unknown>> };

/**
 * Returns the entry of a payload's event. This is a second, simple and slow implementation on purpose. It shares no code with the
 * generated dispatcher, so the two can be compared.
 *
 * @param name the tag `@name`, which is not part of the payload.
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
