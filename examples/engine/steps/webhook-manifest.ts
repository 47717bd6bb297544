/** The part of a drafted `protocol.json` that {@link findEntry} reads. */
export type Manifest = { readonly server: readonly ManifestEntry[] };

/** One event of a {@link Manifest}: its schema, and the tags that its messages have. */
export type ManifestEntry = { readonly ref: string; readonly tag: Readonly<Record<string, unknown>> };

/**
 * Returns the item of the manifest's `server` list whose tags a payload has. This function is simple and slow on purpose.
 * It shares no code with the generated
 * dispatcher, so that the results of both can be compared.
 *
 * @param name The value of the tag `@name`, which stands outside the payload.
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
