/** One message of a file, or the reason why it cannot be read. */
export type Message = Place & ({ readonly value: unknown } | { readonly fault: string });

/** The place of a message in its file. */
export type Place = {
  /** The message's number, counted from 1. */
  readonly number: number;
  /** Counted from 1; absent for an item of a list that is one JSON value. */
  readonly line?: number;
};

/** Largest length of a line, and of a file that is one JSON value, in UTF-16 code units. */
export const maxText = 64 * 1024 * 1024;
