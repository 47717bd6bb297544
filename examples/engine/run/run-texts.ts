import type { ServerEvent } from "@dagwire/dag";
import type { NodeRun } from "../scheduler/run-state.js";

/** The texts that the programs of a run write, one for each attempt, and the events that stream them. */
export class RunTexts {
  /** The bytes of UTF-8 of each text that is not over, by its id. */
  readonly #bytes = new Map<string, number>();

  /** Returns the events for a piece of the text of a node's attempt. */
  piece({ id: node_id, attempt }: Pick<NodeRun, "id" | "attempt">, delta: string): readonly ServerEvent[] {
    const text_id = textId(node_id, attempt);
    const offset = this.#bytes.get(text_id);
    this.#bytes.set(text_id, (offset ?? 0) + Buffer.byteLength(delta));
    const piece: ServerEvent = { type: "text_delta", text_id, offset: offset ?? 0, delta };
    return offset === undefined ? [{ type: "text", text_id, node_id, attempt, status: "streaming" }, piece] : [piece];
  }

  /** Returns the event that ends the text of an attempt, if the attempt has written one. */
  ended(nodeId: string, attempt: number, isComplete: boolean): readonly ServerEvent[] {
    const text_id = textId(nodeId, attempt);
    return this.#bytes.delete(text_id) ? [{ type: "text", text_id, status: isComplete ? "complete" : "aborted" }] : [];
  }
}

function textId(nodeId: string, attempt: number): string {
  return `${nodeId.slice(0, 240)}-${attempt}`;
}
