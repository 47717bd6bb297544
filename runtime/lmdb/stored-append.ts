/** An append as the table `appends` keeps it, under the number of its last event. */
export type StoredAppend = {
  readonly epoch: number;
  /** Number of the first event of the append. */
  readonly first: number;
  /** When the log has stored the append, in milliseconds since 1970. */
  readonly storedMs: number;
  /** Bytes of the stream's events up to the last one of this append, counted from the first append with an entry. */
  readonly bytes: number;
};

const digits = 36;

/** Returns an append as the text for the files. */
export function appendText({ epoch, first, storedMs, bytes }: StoredAppend): string {
  return [epoch, first, storedMs, bytes].map((number) => number.toString(digits)).join(" ");
}

/** Returns the append from a text that {@link appendText} has made. */
export function readAppend(text: string): StoredAppend {
  const [epoch = 0, first = 0, storedMs = 0, bytes = 0] = text.split(" ").map((number) => Number.parseInt(number, digits));
  return { epoch, first, storedMs, bytes };
}
