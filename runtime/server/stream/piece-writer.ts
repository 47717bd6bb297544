import { utf8Length } from "../../core/base/utf8.js";
import { isRecord } from "../../core/contract/v1/records.js";
import { pointerTo } from "../../core/contract/v1/state/touched-paths.js";
import type { SharedSnapshot, Texts } from "../../core/delivery/shared-snapshot.js";
import type { PieceFrame } from "../../core/frames/server-event.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { LogSnapshot } from "../../core/log/stream-log.js";
import { jsonParts } from "./json-parts.js";
import { PastState } from "./past-state.js";
import { Slices, writeInSlices } from "./slices.js";
import type { SliceSurroundings } from "./slices.js";
import type { StateSink } from "./state-sink.js";

/** An object or a list that is not complete, and its place in the state. */
type Container = { readonly pointer: string; readonly pointerBytes: number; readonly isList: boolean };

const frameType: PieceFrame["type"] = "$piece";
/** The bytes of a frame beside its stream, its position, its path and what it adds to the state. */
const otherBytes = 80;
/** A frame has room for at least this many bytes of a value, however long its path is. */
const leastBytes = 16;

/**
 * Cuts a state into frames `$piece`. A value that fits into one frame is never cut. The members or items of a longer value are
 * values of their own, and a longer text is cut between two characters.
 */
export class PieceWriter implements StateSink {
  readonly #head: string;
  readonly #maxBytes: number;
  /** The frames without their ends, because only the last one says that it is the last. */
  readonly #frames: string[] = [];
  readonly #containers: Container[] = [];
  /** The number of containers around the members in the current frame. 0: the frame has the state itself. */
  #base = 0;
  #body = "";
  #bytes = 0;
  #isFirst = true;
  #length = 0;
  /** True if the JSON text of the state has no comma before the next member. */
  #isEmpty = true;

  /**
   * @param maxBytes The largest number of bytes of a frame. Only a key, a number or a path can make it longer.
   * @param read The number of the request that the pieces answer. @default the state belongs to a subscription
   */
  constructor(stream: StreamId, at: Position, maxBytes: number, read?: number) {
    const request = read === undefined ? "" : `,"read":${read}`;
    this.#head = `{"type":"${frameType}","stream":${JSON.stringify(stream)}${request},"at":${JSON.stringify(at)}`;
    this.#maxBytes = maxBytes - utf8Length(this.#head) - otherBytes;
  }

  /** The characters of the state as JSON text, so far. */
  get length(): number {
    return this.#length;
  }

  open(key: string): void {
    this.#count(key, 1);
    this.#isEmpty = true;
    this.#open(key, false);
  }

  close(): void {
    this.#length += 1;
    this.#isEmpty = false;
    this.#close();
  }

  value(key: string, json: string): void {
    this.#count(key, json.length);
    const bytes = utf8Length(json);
    if (bytes > this.#room) this.#cutUp(key, JSON.parse(json));
    else this.#put(key, json, bytes);
  }

  /** Returns the frames. The server writes one at once. */
  finish(): readonly Texts[] {
    this.#cut();
    const last = this.#frames.length - 1;
    return this.#frames.map((frame, index) => [index < last ? `${frame}}` : `${frame},"last":true,"length":${this.#length}}`]);
  }

  #count(key: string, characters: number): void {
    const name = this.#containers.length === 0 ? 0 : JSON.stringify(key).length + 1;
    this.#length += (this.#isEmpty ? 0 : 1) + name + characters;
    this.#isEmpty = false;
  }

  #open(key: string, isList: boolean): void {
    this.#put(key, isList ? "[" : "{", 1);
    const pointer = this.#pointerTo(key);
    this.#containers.push({ pointer, pointerBytes: utf8Length(JSON.stringify(pointer)), isList });
    // The frame also needs the end of the container.
    this.#bytes += 1;
    this.#isFirst = true;
  }

  /** Ends a container. If the current frame adds to this container, the next frame adds to the one around it. */
  #close(): void {
    if (this.#containers.length === this.#base) this.#cut();
    const closed = this.#containers.pop();
    if (this.#containers.length < this.#base) return this.#begin();
    this.#body += closed?.isList === true ? "]" : "}";
    this.#isFirst = false;
  }

  #put(key: string, json: string, jsonBytes: number): void {
    if (this.#bytes + jsonBytes + utf8Length(key) > this.#maxBytes) this.#cut();
    const comma = this.#isFirst ? "" : ",";
    const name = this.#isNamed ? `${JSON.stringify(key)}:` : "";
    this.#body += comma + name + json;
    this.#bytes += comma.length + utf8Length(name) + jsonBytes;
    this.#isFirst = false;
  }

  /** True if the next member needs a name. A frame that adds to a list names the items by their index. */
  get #isNamed(): boolean {
    const parent = this.#containers.at(-1);
    return parent !== undefined && (!parent.isList || this.#containers.length === this.#base);
  }

  /** Writes a value that is too long for one frame, member by member. */
  #cutUp(key: string, value: unknown): void {
    if (typeof value === "string") this.#cutText(key, value);
    else if (Array.isArray(value)) {
      this.#open(key, true);
      for (const [index, item] of value.entries()) this.#cutUp(String(index), item);
      this.#close();
    } else if (isRecord(value)) {
      this.#open(key, false);
      for (const [name, member] of Object.entries(value)) this.#cutUp(name, member);
      this.#close();
    } else {
      const json = JSON.stringify(value);
      this.#put(key, json, json.length);
    }
  }

  #cutText(key: string, text: string): void {
    const json = JSON.stringify(text);
    const bytes = utf8Length(json);
    if (bytes <= this.#room) return this.#put(key, json, bytes);
    this.#put(key, '""', 2);
    this.#cut();
    for (const part of jsonParts(text, this.#room)) this.#add(this.#pointerTo(key), `"text":${part}`);
  }

  /** Ends the current frame, if it has members. The next one adds to the innermost container. */
  #cut(): void {
    if (this.#body === "") return;
    const ends = this.#containers.slice(this.#base).map(({ isList }) => (isList ? "]" : "}"));
    const members = this.#body + ends.toReversed().join("");
    const base = this.#containers[this.#base - 1];
    if (base === undefined) this.#add("", `"state":${members}`);
    else this.#add(base.pointer, `"entries":{${members}}`);
    this.#begin();
  }

  #begin(): void {
    this.#base = this.#containers.length;
    this.#body = "";
    this.#bytes = this.#containers.at(-1)?.pointerBytes ?? 0;
    this.#isFirst = true;
  }

  /** The bytes that a frame has for a value in the innermost container. */
  get #room(): number {
    return Math.max(leastBytes, this.#maxBytes - (this.#containers.at(-1)?.pointerBytes ?? 0));
  }

  #add(path: string, field: string): void {
    this.#frames.push(`${this.#head},"part":${this.#frames.length + 1},"path":${JSON.stringify(path)},${field}`);
  }

  #pointerTo(key: string): string {
    const parent = this.#containers.at(-1);
    return parent === undefined ? "" : parent.pointer + pointerTo([key]);
  }
}

/** Returns the frames `$piece` of a state that a log holds, and the characters of the state. */
export async function piecesOf(
  stream: StreamId,
  { at, state }: LogSnapshot,
  { maxBytes, read }: { readonly maxBytes: number; readonly read?: number },
  around: SliceSurroundings,
): Promise<SharedSnapshot> {
  const pieces = new PieceWriter(stream, at, maxBytes, read);
  await writeInSlices(new PastState(JSON.parse(state)), [pieces], new Slices(around));
  return { at, chunks: pieces.finish(), length: pieces.length };
}
