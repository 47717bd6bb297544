import { TextParts } from "../../core/delivery/shared-snapshot.js";

/** Takes a state as JSON: its objects and values, in the order of its JSON text. The key of the state itself is "". */
export type StateSink = {
  /** Begins an object. */
  readonly open: (key: string) => void;
  /** Ends the object that was opened last. */
  readonly close: () => void;
  /** Takes a value as JSON text. */
  readonly value: (key: string, json: string) => void;
};

/** Writes a state as JSON text, in parts that do not end within a character. */
export class TextWriter implements StateSink {
  readonly #parts: TextParts;
  #depth = 0;
  #isFirst = true;

  /** @param maxBytes The largest number of bytes of a part. */
  constructor(maxBytes: number) {
    this.#parts = new TextParts(maxBytes);
  }

  open(key: string): void {
    this.#add(key, "{");
    this.#depth++;
    this.#isFirst = true;
  }

  close(): void {
    this.#parts.add("}");
    this.#depth--;
    this.#isFirst = false;
  }

  value(key: string, json: string): void {
    this.#add(key, json);
  }

  /** Returns the parts of the text. */
  finish(): readonly string[] {
    return this.#parts.finish();
  }

  #add(key: string, json: string): void {
    this.#parts.add((this.#isFirst ? "" : ",") + (this.#depth === 0 ? "" : `${JSON.stringify(key)}:`) + json);
    this.#isFirst = false;
  }
}
