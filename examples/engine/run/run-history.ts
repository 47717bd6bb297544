import { conflateServerEvents } from "@dagwire/dag";
import type { CostUpdateEvent, NodeLogEvent, ServerEvent, TextDeltaEvent } from "@dagwire/dag";

/** Bytes of log that a {@link RunHistory} keeps for each node. It drops older output. The dashboard sees the gap by `offset`. */
const keptLogBytes = 131_072;

/** Pieces of a text that a {@link RunHistory} keeps before it joins them into one. */
const keptPieces = 1_000;

type KeptLog = { readonly position: number; readonly bytes: number };

/**
 * Keeps the events that a dashboard in plain mode receives when it connects: the events of the run so far, except events that
 * later events have replaced. How many events it keeps depends on the size of the graph, not on the length of the run.
 */
export class RunHistory {
  readonly #events = new Map<number, ServerEvent>();
  readonly #positions = new Map<string, number>();
  readonly #logs = new Map<string, KeptLog[]>();
  /** The positions of the pieces of each text, by the text's id. */
  readonly #pieces = new Map<string, number[]>();
  #lastPosition = 0;

  /** Returns the kept events in the order in which they occurred. */
  events(): readonly ServerEvent[] {
    return [...this.#events.values()];
  }

  add(event: ServerEvent): void {
    this.#lastPosition += 1;
    if (event.type === "node_log") this.#addLog(event);
    else if (event.type === "text_delta") this.#addPiece(event);
    else if (event.type === "cost_update") this.#replace("cost", event, mergeCosts);
    else if (event.type === "progress") this.#replace(JSON.stringify(["progress", event.node_id]), event);
    else this.#events.set(this.#lastPosition, event);
  }

  #replace<Event extends ServerEvent>(key: string, event: Event, merge?: (older: ServerEvent, newer: Event) => Event): void {
    const before = this.#positions.get(key);
    const older = before === undefined ? undefined : this.#events.get(before);
    if (before !== undefined) this.#events.delete(before);
    this.#positions.set(key, this.#lastPosition);
    this.#events.set(this.#lastPosition, older === undefined || merge === undefined ? event : merge(older, event));
  }

  #addPiece(event: TextDeltaEvent): void {
    const kept = this.#pieces.get(event.text_id) ?? [];
    this.#pieces.set(event.text_id, kept);
    kept.push(this.#lastPosition);
    this.#events.set(this.#lastPosition, event);
    if (kept.length < keptPieces) return;
    const joined = conflateServerEvents(kept.flatMap((position) => this.#events.get(position) ?? []));
    for (const position of kept) this.#events.delete(position);
    kept.splice(0, kept.length - joined.length);
    for (const [index, piece] of joined.entries()) this.#events.set(kept[index] ?? this.#lastPosition, piece);
  }

  #addLog(event: NodeLogEvent): void {
    const kept = this.#logs.get(event.node_id) ?? [];
    this.#logs.set(event.node_id, kept);
    kept.push({ position: this.#lastPosition, bytes: Buffer.byteLength(event.chunk) });
    this.#events.set(this.#lastPosition, event);
    let heldBytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    while (heldBytes > keptLogBytes) {
      const oldest = kept.shift();
      if (oldest === undefined) return;
      heldBytes -= oldest.bytes;
      this.#events.delete(oldest.position);
    }
  }
}

function mergeCosts(older: ServerEvent, newer: CostUpdateEvent): CostUpdateEvent {
  if (older.type !== "cost_update") return newer;
  return { ...newer, node_costs: { ...older.node_costs, ...newer.node_costs } };
}
