/** The first syntax error of a JSON text: its offset, and the text that was expected there. */
export type SyntaxProblem = { readonly offset: number; readonly expected: string };

const scalar = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const key = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\n\r]*/y;

/**
 * Finds the first syntax error of a text, or `undefined` if the text is JSON. The message of `JSON.parse` names the
 * place only in some releases of Node.js and for some errors.
 */
export function findSyntaxProblem(text: string): SyntaxProblem | undefined {
  return new SyntaxScanner(text).run();
}

class SyntaxScanner {
  readonly #text: string;
  #at = 0;
  #expected = "";

  constructor(text: string) {
    this.#text = text;
  }

  run(): SyntaxProblem | undefined {
    if (this.#value() && (this.#at === this.#text.length || this.#fail("the end of the file"))) return undefined;
    return { offset: this.#at, expected: this.#expected };
  }

  #value(): boolean {
    this.#take(space);
    const open = this.#text[this.#at];
    const read =
      open === "{" ? this.#list("}", () => this.#member()) : open === "[" ? this.#list("]", () => this.#value()) : this.#scalar();
    return read && this.#take(space);
  }

  #scalar(): boolean {
    return this.#take(scalar) || this.#fail("a value");
  }

  #member(): boolean {
    this.#take(space);
    if (!this.#take(key)) return this.#fail("a key in double quotes");
    this.#take(space);
    if (this.#text[this.#at] !== ":") return this.#fail('":"');
    this.#at += 1;
    return this.#value();
  }

  #list(close: string, element: () => boolean): boolean {
    this.#at += 1;
    this.#take(space);
    if (this.#text[this.#at] !== close) {
      while (element()) {
        if (this.#text[this.#at] !== ",") break;
        this.#at += 1;
      }
      if (this.#expected !== "") return false;
      if (this.#text[this.#at] !== close) return this.#fail(`"," or "${close}"`);
    }
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fail(expected: string): false {
    this.#expected = expected;
    return false;
  }
}
