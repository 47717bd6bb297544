/** A place in a text. Lines and columns count from 1. */
export type Place = { readonly line: number; readonly column: number };

/** Returns line and column of an offset in a text. The column counts UTF-16 units, as editors do. */
export function placeOfOffset(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: before.length - lineStart + 1 };
}

/**
 * Returns the place of the value at `path` in a valid JSON text. If the path leads nowhere, returns the place of its
 * last part that exists. Scans the text anew at each call, because only problems need places and problems are rare.
 */
export function placeOfValue(text: string, path: readonly string[]): Place {
  return placeOfOffset(text, new JsonScanner(text).find(path));
}

class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  find(path: readonly string[]): number {
    this.#skipSpace();
    for (const segment of path) {
      const start = this.#at;
      if (!this.#enter(segment)) return start;
    }
    return this.#at;
  }

  /** Moves to the member or item `segment` of the object or array at the current offset. Returns false if it has none. */
  #enter(segment: string): boolean {
    const open = this.#text[this.#at];
    if (open !== "{" && open !== "[") return false;
    this.#at += 1;
    for (let index = 0; ; index += 1) {
      this.#skipSpace();
      if (this.#text[this.#at] === "}" || this.#text[this.#at] === "]") return false;
      const name = open === "{" ? this.#takeKey() : String(index);
      if (name === segment) return true;
      this.#skipValue();
      this.#skipSpace();
      if (this.#text[this.#at] === ",") this.#at += 1;
    }
  }

  #takeKey(): string {
    const start = this.#at;
    this.#skipString();
    const key: unknown = JSON.parse(this.#text.slice(start, this.#at));
    this.#skipSpace();
    this.#at += 1;
    this.#skipSpace();
    return String(key);
  }

  #skipValue(): void {
    let depth = 0;
    do {
      const character = this.#text[this.#at];
      if (character === '"') this.#skipString();
      else {
        if (character === "{" || character === "[") depth += 1;
        if (character === "}" || character === "]") depth -= 1;
        this.#at += 1;
      }
    } while (depth > 0 || !this.#atValueEnd());
  }

  #atValueEnd(): boolean {
    return this.#at >= this.#text.length || /[\s,\]}]/.test(this.#text.charAt(this.#at));
  }

  #skipString(): void {
    this.#at += 1;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    this.#at += 1;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}
