/** One message of a recording, or why there is none. */
export type Message = Place & ({ readonly value: unknown } | { readonly fault: string });

/** Where a message stands. */
export type Place = {
  /** From 1, in the order of the recording. */
  readonly number: number;
  /** From 1; absent in a list that is one JSON value. */
  readonly line?: number;
};

/** Longest line, and largest file that is one JSON value, in UTF-16 code units. */
export const maxText = 64 * 1024 * 1024;
