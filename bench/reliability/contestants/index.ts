import type { Contestant } from "./contestant.js";
import { dagwire } from "./dagwire.js";
import { naive } from "./naive.js";
import { socketIo } from "./socket-io.js";

/** The contestants, by name. */
export const contestants = { dagwire, naive, socketIo } as const satisfies Readonly<Record<string, Contestant>>;

/** A key of {@link contestants}. */
export type ContestantName = keyof typeof contestants;
