import type { CorpusCase } from "./corpus.js";

/** Returns true if a message carries every tag that the corpus lists for its event. A schema may leave some of them optional. */
export function carriesTags(value: unknown, { events }: CorpusCase, ref: string): boolean {
  const tags = events.find((event) => event.ref === ref)?.tags ?? {};
  return Object.entries(tags).every(([pointer, wanted]) => {
    const tokens = pointer.split("/").slice(1);
    return tokens.reduce<unknown>((inner, token) => (inner as Record<string, unknown> | undefined)?.[token], value) === wanted;
  });
}
