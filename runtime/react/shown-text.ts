import type { GrowingText } from "../core/contract/v1/state/extend-text.js";

/**
 * Keeps account of a text of the state for a component that appends pieces to the page itself. The component renders when the text is
 * another one, and gets each piece by which the text grows.
 */
export class ShownText {
  readonly #read: () => GrowingText | undefined;
  /** The text that the component renders. Pieces that came later were appended. */
  #rendered: GrowingText | undefined;
  /** The text that the page shows: the rendered one and its pieces. */
  #shown: GrowingText | undefined;
  /** The text of the last commit of React. Pieces are appended only to a text that the page shows already. */
  #committed: GrowingText | undefined;
  #onAppend: ((piece: string) => void) | undefined;

  /** @param read Returns the text in the state: the same object until the text changes. */
  constructor(read: () => GrowingText | undefined) {
    this.#read = read;
    this.rebase();
  }

  /** Returns the text to render. */
  readonly getText = (): GrowingText | undefined => this.#rendered;

  /** Calls `listener` when the component has to render. Returns a function that ends this. */
  follow(subscribe: (path: string, listener: () => void) => () => void, path: string, listener: () => void): () => void {
    const take = (): void => {
      this.take();
      listener();
    };
    const stop = subscribe(path, take);
    this.take();
    return stop;
  }

  /** Renders the whole text again, because React has mounted the component. */
  rebase(): void {
    this.#rendered = this.#shown = this.#read();
    this.#committed = undefined;
  }

  /** Takes note of a text that React has put into the page. */
  commit(text: GrowingText | undefined, onAppend: ((piece: string) => void) | undefined): void {
    this.#committed = text;
    this.#onAppend = onAppend;
  }

  /** Compares the text with the one that the page shows, and appends the difference if possible. */
  take(): void {
    const next = this.#read();
    const piece = this.#committed === this.#rendered && this.#onAppend ? pieceBetween(this.#shown, next) : undefined;
    this.#shown = next;
    if (piece === undefined) this.#rendered = next;
    else if (piece !== "") this.#onAppend?.(piece);
  }
}

/** Returns the piece by which a text has grown. Returns `undefined` if its beginning is another one. */
function pieceBetween(before: GrowingText | undefined, after: GrowingText | undefined): string | undefined {
  if (before === undefined || after === undefined || before.start !== after.start || !after.text.startsWith(before.text)) return undefined;
  return after.text.slice(before.text.length);
}
