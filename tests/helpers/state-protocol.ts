import { eventSchema, manifest } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

/** The files of a small protocol that keeps a state. */
export type StateProtocol = {
  readonly manifest: { readonly [key: string]: unknown };
  readonly state: object;
  readonly job: object;
  readonly over: object;
};

/** A protocol whose state holds jobs by their id, each with its status, and a counter. */
export const stateProtocol: StateProtocol = {
  manifest: { server: ["server/*.json"], state: "common/board.json", terminal: ["over"] },
  state: {
    type: "object",
    properties: {
      jobs: { type: "object", additionalProperties: { $ref: "#/$defs/job" } },
      count: { type: "integer", default: 1 },
      over: { type: "boolean" },
    },
    required: ["jobs", "count"],
    $defs: { job: { type: "object", properties: { status: { enum: ["on", "off"] }, note: { type: "string" } } } },
  },
  job: {
    ...eventSchema("job", { job_id: { type: "string" }, status: { enum: ["on", "off"] }, note: { type: "string" } }, ["job_id", "status"]),
    "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["status", "note"] },
  },
  over: { ...eventSchema("over"), "x-state": { op: "set", at: "/over", value: true } },
};

/** Returns the files of the protocol, below `folder`. */
export function stateFiles(parts: Partial<StateProtocol> = {}, folder = ""): FolderContents {
  const { manifest: own, state, job, over } = { ...stateProtocol, ...parts };
  return {
    [`${folder}protocol.json`]: manifest(own),
    [`${folder}common/board.json`]: state,
    [`${folder}server/job.json`]: job,
    [`${folder}server/over.json`]: over,
  };
}
