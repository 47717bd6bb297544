import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyServerEvent, applyServerEvents, conflateServerEvents, initialState } from "@dagwire/dag";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { extendText } from "@dagwire/runtime/codegen/v1";
import type { GrowingText } from "@dagwire/runtime/codegen/v1";
import { loadRuntime } from "../harness/load-runtime.js";
import { measureHot } from "../harness/hot.js";
import { median } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { limitRow, milliseconds, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";

type Texts = readonly string[];
type Writer = { readonly finish: () => readonly Texts[] };
/** Parts of the server that its package does not export. */
type PieceModule = { readonly PieceWriter: new (stream: string, at: string, maxBytes: number) => Writer };
type PastModule = { readonly PastState: new (state: unknown) => { readonly writeTo: (sinks: readonly Writer[]) => Iterable<unknown> } };
type TextModule = {
  readonly sharedSnapshot: (stream: string, snapshot: object, maxBytes: number) => { readonly chunks: readonly Texts[] };
};

const { PieceWriter } = await loadRuntime<PieceModule>("server/stream/piece-writer.js");
const { PastState } = await loadRuntime<PastModule>("server/stream/past-state.js");
const { sharedSnapshot } = await loadRuntime<TextModule>("core/delivery/shared-snapshot.js");

/** The largest frame of a server with the default limits. */
const partBytes = 65_536;
const piece = "Let me s";
const megabyte = 1_048_576;
/** Pieces in one measured run. Together they are longer than the growth after which the pieces are joined into one string. */
const many = 10_000;
/** Pieces between two frames of a browser, at 1,000 a second. */
const perFrame = 16;

/** Measures texts in the state: the cost of a piece, of reading a long text, of conflation, and the bytes of a snapshot. */
export function textsTable(): Table {
  const micros = measured();
  const rows = [
    limitRow("a piece of 8 bytes at the end of a text of 1 MB", (micros["extend"] ?? 0) / many, { must: 1 }, microseconds),
    plainRow("an event with a piece, alone, at 250 kB: applyServerEvent", microseconds((micros["text event"] ?? 0) / many)),
    plainRow("an event that appends a chunk to a list of 500: applyServerEvent", microseconds((micros["log event"] ?? 0) / many)),
    limitRow("a frame: 16 pieces, then the text of 1 MB is read", (micros["frame"] ?? 0) / 1_000, { must: 1 }, milliseconds),
    limitRow("10,000 pieces conflated into one event", (micros["conflate"] ?? 0) / 1_000, { must: 20 }, milliseconds),
    ...snapshotRows(),
  ];
  const notes = [
    "CPU time, median of interleaved rounds in one process.",
    "Snapshot ÷ text: the bytes of all frames of a state with one text. The texts are this repository's files.",
  ];
  return { title: "Texts in the state", notes, rows };
}

function measured(): Readonly<Record<string, number>> {
  const long = { text: "x".repeat(megabyte), start: 0, end: megabyte };
  const logged = applyServerEvents(
    initialState(),
    Array.from({ length: 500 }, (_none, index) => logAt(8 * index)),
  ).state;
  const texted = applyServerEvents(initialState(), [pieceAt(0, "x".repeat(250_000))]).state;
  const pieces = Array.from({ length: many }, (_none, index) => pieceAt(8 * index, piece));
  const samples = measureHot([
    { name: "extend", run: () => grown(long, many).end },
    { name: "frame", run: () => sizeOfRead(grown(long, perFrame)) },
    { name: "conflate", run: () => conflateServerEvents(pieces).length },
    { name: "text event", run: () => eachAlone(texted, (index) => pieceAt(250_000 + 8 * index, piece)) },
    { name: "log event", run: () => eachAlone(logged, (index) => logAt(4_000 + 8 * index)) },
  ]);
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}

function grown(long: GrowingText, count: number): GrowingText {
  let text = long;
  for (let index = 0; index < count; index++) text = extendText(text, piece, text.end, 4 * megabyte, "utf-8");
  return text;
}

/** Reads characters of the whole text, as a page does that renders it. */
function sizeOfRead({ text }: GrowingText): number {
  return text.charCodeAt(0) + text.charCodeAt(text.length >> 1) + text.charCodeAt(text.length - 1);
}

function eachAlone(start: DagState, eventAt: (index: number) => ServerEvent): number {
  let state = start;
  for (let index = 0; index < many; index++) ({ state } = applyServerEvent(state, eventAt(index)));
  return Object.keys(state).length;
}

function pieceAt(offset: number, delta: string): ServerEvent {
  return { type: "text_delta", text_id: "m-1", offset, delta };
}

function logAt(offset: number): ServerEvent {
  return { type: "node_log", node_id: "plan", channel: "tokens", offset, chunk: piece };
}

function snapshotRows(): Row[] {
  const texts = { Markdown: "docs/STATE.md", TypeScript: "runtime/server/stream/stream-writer.ts", JSON: "package-lock.json" };
  return Object.entries(texts).flatMap(([name, path]) => {
    const text = readFileSync(join(paths.root, path), "utf8").slice(0, 65_536);
    const { state } = applyServerEvents(initialState(), [pieceAt(0, text)]);
    const bytes = Buffer.byteLength(text);
    return [
      plainRow(`snapshot ÷ text, ${name}, as \`$snapshot\` under dagwire.v1`, times(bytesOf(asText(state)) / bytes)),
      limitRow(`snapshot ÷ text, ${name}, as \`$piece\` under dagwire.v1.1`, bytesOf(asPieces(state)) / bytes, { must: 1.2 }, times),
    ];
  });
}

/** Returns the frames of a state as the server sends them. */
function asPieces(state: DagState): readonly Texts[] {
  const writer = new PieceWriter("run-1", "1764045000000:43", partBytes);
  for (const _ of new PastState(state).writeTo([writer]));
  return writer.finish();
}

function asText(state: DagState): readonly Texts[] {
  return sharedSnapshot("run-1", { at: "1764045000000:43", state: JSON.stringify(state) }, partBytes).chunks;
}

function bytesOf(chunks: readonly Texts[]): number {
  return chunks.flat().reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function microseconds(value: number): string {
  return `${Number(value.toPrecision(3))} µs`;
}
