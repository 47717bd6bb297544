import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { MutationTarget } from "./targets.js";

/** Lists the source files of a target, relative to the root of the repository. */
export function sourcesOf({ folders, without }: MutationTarget): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !without.test(path))
      .toSorted(),
  );
}

/** Chooses `count` items at random. The same seed chooses the same items. */
export function sampleOf<Item>(items: readonly Item[], count: number, seed: number): readonly Item[] {
  const rest = [...items];
  const random = randomOf(seed);
  const chosen: Item[] = [];
  while (chosen.length < count && rest.length > 0) chosen.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return chosen;
}

/** Returns a generator of numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
