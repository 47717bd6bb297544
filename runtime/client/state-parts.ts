import { define } from "../core/contract/v1/state/members.js";
import { memberOf } from "../core/contract/v1/records.js";
import type { StatePart } from "../core/client-steps/client-state.js";
import type { PieceFrame } from "../core/frames/server-event.js";

/** A whole state that comes in parts. The parts have to be added in order, from the first one on. */
export class StateParts {
  /** Has the state under the key "", so that each path, the empty one too, has a parent. */
  readonly #root: Record<string, unknown> = {};
  #text = "";
  #length: number | undefined;
  #failure: string | undefined;

  add(part: StatePart): void {
    if (part.type === "$snapshot") this.#text += part.state;
    else this.#addPiece(part);
  }

  /** The UTF-16 code units of the state's JSON text. */
  get length(): number {
    return this.#length ?? this.#text.length;
  }

  /** Returns the state, after the last part. @throws Error if a piece belongs to a place that the pieces before it lack. */
  finish(): unknown {
    if (this.#failure !== undefined) throw new Error(this.#failure);
    return this.#text === "" ? this.#root[""] : JSON.parse(this.#text);
  }

  #addPiece({ stream, part, path, state, entries = {}, text, length }: PieceFrame): void {
    this.#length = length;
    const keys = path.split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
    const key = keys.pop() ?? "";
    const parent = keys.reduce(memberOf, this.#root);
    const before = memberOf(parent, key);
    if (part === 1) this.#root[""] = state;
    else if (isContainer(before) && text === undefined) for (const [name, value] of Object.entries(entries)) define(before, name, value);
    else if (isContainer(parent) && typeof before === "string" && text !== undefined) define(parent, key, before + text);
    else this.#failure ??= `A piece of the state of stream "${stream}" belongs to "${path}", which the pieces before it lack.`;
  }
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
