import { sharedSnapshot } from "../../runtime/core/delivery/shared-snapshot.js";
import type { SharedSnapshot } from "../../runtime/core/delivery/shared-snapshot.js";
import type { PieceFrame } from "../../runtime/core/frames/server-event.js";
import type { LogSnapshot } from "../../runtime/core/log/stream-log.js";
import { PastState } from "../../runtime/server/stream/past-state.js";
import { PieceWriter } from "../../runtime/server/stream/piece-writer.js";
import type { World } from "./world.js";

/** So few bytes that each member of a state is a piece of its own. */
const pieceBytes = 100;
const partBytes = 60;

type Pieces = { readonly at: string; readonly frames: readonly PieceFrame[] };

/** Makes the frames of states: `$piece` for most connections, and for some `$snapshot`, as servers of version 0.1.0 do. */
export class SimStates {
  readonly #world: World;
  readonly #last = new Map<string, Pieces>();

  constructor(world: World) {
    this.#world = world;
  }

  framesOf(connection: number, stream: string, snapshot: LogSnapshot): SharedSnapshot {
    if (connection % 4 === 1) return sharedSnapshot(stream, snapshot, partBytes);
    const { at, state } = snapshot;
    const writer = new PieceWriter(stream, at, pieceBytes);
    for (const _ of new PastState(JSON.parse(state)).writeTo([writer]));
    const { length } = writer;
    const frames = writer.finish().flatMap((texts) => texts.map((text) => JSON.parse(text) as PieceFrame));
    const last = this.#last.get(stream);
    if (last?.at !== at) this.#last.set(stream, { at, frames });
    if (frames.length > 1) this.#world.seen.add("a state in several pieces");
    const sent = this.#world.variant.pieces?.(frames, last?.at === at ? undefined : last?.frames) ?? frames;
    return { at, chunks: sent.map((frame) => [JSON.stringify(frame)]), length };
  }
}
