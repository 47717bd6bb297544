import { define } from "../core/contract/v1/state/members.js";
import { memberOf } from "../core/contract/v1/records.js";
import type { StatePart } from "../core/client-steps/client-state.js";

type Members = Record<string, unknown>;

/** A whole state that comes in parts. The parts have to be added in order, from the first one on. */
export class StateParts {
  /** Has the state under the key "", so that each path, the empty one too, has a parent. */
  readonly #root: Members = {};
  #text = "";
  /** The UTF-16 code units of the state's JSON text, after the last part. */
  length = 0;

  /** @throws TypeError if a piece belongs to a place that the pieces before it lack. */
  add(part: StatePart): void {
    if (part.type === "$snapshot") {
      this.#text += part.state;
      this.length = this.#text.length;
      return;
    }
    const { path, state, entries, text, length = 0 } = part;
    this.length = length;
    const keys = path.split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
    const key = keys.pop() ?? "";
    // Each assignment to a place that is missing throws.
    const parent = keys.reduce(memberOf, this.#root) as Members;
    if (part.part === 1) parent[key] = state;
    else if (text !== undefined) define(parent, key, (memberOf(parent, key) as string).concat(text));
    else for (const name in entries) define(memberOf(parent, key) as Members, name, entries[name]);
  }

  /** Returns the state, after the last part. */
  finish(): unknown {
    return this.#text === "" ? this.#root[""] : JSON.parse(this.#text);
  }
}
