import { randomUUID } from "node:crypto";
import { styleText } from "node:util";
import { printable } from "../base/printable.js";
import type { Paint } from "./format-text.js";

/** Makes texts safe for a terminal: escapes every control character, except the colours that {@link Terminal.paint} adds. */
export class Terminal {
  readonly #useColour: boolean;
  // A text of others cannot contain this mark, so it cannot pass its own colours off as those of dagwire.
  readonly #mark = randomUUID();

  constructor(useColour: boolean) {
    this.#useColour = useColour;
  }

  /** Colours a text. Returns the text unchanged if colours are off. The result must pass {@link Terminal.shown}. */
  paint(...[style, text]: Parameters<Paint>): string {
    return this.#useColour ? `${this.#mark}${styleText(style, printable(text), { validateStream: false })}${this.#mark}` : text;
  }

  /** Returns the text that may be written to the terminal. */
  shown(text: string): string {
    const parts = text.split(this.#mark);
    return parts.map((part, index) => (index % 2 === 1 ? part : printable(part))).join("");
  }
}
