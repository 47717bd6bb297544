/** A longer line is not one of ours: it is let through unread. */
const maxLineLength = 65_536;

/** Splits text that arrives in pieces into lines. */
export class LineReader {
  #rest = "";

  /** The lines that this piece completes, without their ends. */
  write(text: string): readonly string[] {
    const lines = (this.#rest + text).split(/\r?\n|\r(?!$)/);
    const rest = lines.pop() ?? "";
    this.#rest = rest.length > maxLineLength ? "" : rest;
    return lines;
  }

  /** The last line, if it has no end. */
  end(): readonly string[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
}
