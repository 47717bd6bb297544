/** Most characters that the reader keeps of a line that has no end yet. A longer line cannot be a directive. */
const maxLineLength = 65_536;

/** Splits a text that arrives in pieces into lines. */
export class LineReader {
  #rest = "";

  /** Returns the lines that this piece completes, without their line ends. */
  write(text: string): readonly string[] {
    const lines = (this.#rest + text).split(/\r?\n|\r(?!$)/);
    const rest = lines.pop() ?? "";
    this.#rest = rest.length > maxLineLength ? "" : rest;
    return lines;
  }

  /** Returns the last line if it has no line end. */
  end(): readonly string[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
}
