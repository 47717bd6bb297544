import type { Json } from "../../../../generator/base/json.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

/** A JSON object that a change edits in place. */
export type Draft = { [name: string]: Json };

/** The files of a version, by path. A change edits them in place. */
export type BoardFiles = Record<string, Draft>;

/** A server event or a client event of a version, as JSON. */
export type Message = { readonly type: string; readonly [name: string]: Json };

const text = { type: "string", maxLength: 64 };
const level = { "x-open": true, anyOf: [{ enum: ["low", "high"] }, text] };
const job = { status: { enum: ["on", "off"] }, level, note: text, cost: { type: "number" } };

const files: FolderContents = {
  "protocol.json": manifest({ name: "board", server: ["server/*.json"], client: ["client/*.json"], state: "state.json" }),
  "state.json": {
    type: "object",
    properties: {
      jobs: { type: "object", additionalProperties: { $ref: "#/$defs/job" } },
      lines: { type: "array", items: text, maxItems: 4 },
      count: { type: "integer", default: 1 },
      over: { type: "boolean" },
    },
    required: ["jobs", "lines", "count"],
    $defs: { job: { type: "object", properties: job } },
  },
  "server/job.json": {
    ...eventSchema("job", { job_id: text, ...job }, ["job_id", "status"]),
    "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["status", "level", "note", "cost"] },
  },
  "server/gone.json": { ...eventSchema("gone", { job_id: text }, ["job_id"]), "x-state": { op: "remove", at: "/jobs/{job_id}" } },
  "server/line.json": {
    ...eventSchema("line", { text }, ["text"]),
    "x-state": { op: "append", at: "/lines", from: "/text", limit: 4 },
  },
  "server/count.json": {
    ...eventSchema("count", { n: { type: "integer" } }, ["n"]),
    "x-state": { op: "set", at: "/count", from: "/n" },
  },
  "server/hint.json": eventSchema("hint", { text }, ["text"]),
  "client/ask.json": eventSchema("ask", { job_id: text, urgency: { enum: ["low", "high"] }, note: text }, ["job_id", "urgency"]),
  "client/stop.json": eventSchema("stop"),
};

/** Returns the files of the version from which all changes begin: a board of jobs, some lines and a counter. */
export function boardFiles(): BoardFiles {
  return structuredClone(files) as BoardFiles;
}

/** Server events of the first version that reach every place of its state, also with an object in between that lacks values. */
export const boardEvents: readonly Message[] = [
  { type: "job", job_id: "a", status: "on", level: "low", note: "first", cost: 1 },
  { type: "job", job_id: "a", status: "off" },
  { type: "job", job_id: "b", status: "on", note: "second" },
  ...["one", "two", "three", "four", "five"].map((line) => ({ type: "line", text: line })),
  { type: "count", n: 7 },
  { type: "hint", text: "nothing to keep" },
  { type: "job", job_id: "c", status: "on" },
  { type: "gone", job_id: "b" },
];

/** Client events of the first version. */
export const boardCommands: readonly Message[] = [
  { type: "ask", job_id: "a", urgency: "low" },
  { type: "ask", job_id: "b", urgency: "high", note: "soon" },
  { type: "stop" },
];
