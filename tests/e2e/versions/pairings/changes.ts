import { eventSchema } from "../../../helpers/protocol-folder.js";
import type { Json } from "../../../../generator/base/json.js";
import type { BoardFiles, Draft, Message } from "./board.js";

/** A change of the board's protocol. */
export type VersionChange = {
  readonly title: string;
  readonly edit: (files: BoardFiles) => void;
  /** The rules of the findings of `dagwire check`, each with its flow. One finding may stand for both flows. */
  readonly finds: readonly string[];
  /** True if the edit makes the first version, and the second version undoes it. @default false */
  readonly isUndone?: boolean;
  /** Events that the new version's server sends, and that show the change. @default none */
  readonly sends?: readonly Message[];
  /** Commands that the new version's client sends, and that show the change. @default none */
  readonly asks?: readonly Message[];
  /** The servers whose clients of the other version show nothing of a break, although the check finds one. @default none */
  readonly unseen?: readonly ("old" | "new")[];
};

const text = { type: "string", maxLength: 64 };

/** Returns the object at a path of names, for an edit in place. */
function at(json: Draft | undefined, ...path: readonly string[]): Draft {
  return path.reduce<Draft>((inside, name) => inside[name] as Draft, json as Draft);
}

/** Edits a field of a job, in the event and in the state. */
function inJob(files: BoardFiles, edit: (properties: Draft) => void): void {
  edit(at(files["server/job.json"], "properties"));
  edit(at(files["state.json"], "$defs", "job", "properties"));
}

function steps(files: BoardFiles, event: string, xState: Json): void {
  at(files[`server/${event}.json`])["x-state"] = xState;
}

function add(files: BoardFiles, event: string, properties: object, xState?: object): void {
  const schema = eventSchema(event, properties, Object.keys(properties));
  files[`server/${event}.json`] = { ...schema, ...(xState !== undefined && { "x-state": xState }) } as Draft;
}

const jobs = (op: string, ...pick: readonly string[]): Json => ({ op, at: "/jobs/{job_id}", pick: [...pick] });

const ofEvents: readonly VersionChange[] = [
  {
    title: "a new event that changes no state",
    edit: (files) => add(files, "news", { text }),
    finds: [],
    sends: [{ type: "news", text: "n" }],
  },
  {
    title: "a new event that writes a place of before",
    edit: (files) => add(files, "paused", { job_id: text }, { op: "set", at: "/jobs/{job_id}/status", value: "off" }),
    finds: ["STATE_EVENT_ADDED new-to-old"],
    sends: [{ type: "paused", job_id: "c" }],
  },
  {
    title: "a new event that writes a new place",
    edit: (files) => {
      at(files["state.json"], "properties")["titles"] = { type: "object", additionalProperties: text };
      add(files, "titled", { job_id: text, title: text }, { op: "set", at: "/titles/{job_id}", from: "/title" });
    },
    finds: [],
    sends: [{ type: "titled", job_id: "a", title: "A" }],
  },
  {
    title: "a new event that must be understood",
    edit: (files) => {
      add(files, "halted", { job_id: text }, { op: "remove", at: "/jobs/{job_id}" });
      at(files["server/halted.json"])["x-must-understand"] = true;
    },
    finds: ["SERVER_EVENT_ADDED new-to-old"],
    sends: [{ type: "halted", job_id: "c" }],
  },
  {
    title: "an event that changes the state has another name",
    edit: (files) => (at(files["server/gone.json"], "properties")["type"] = { const: "deleted" }),
    finds: ["STATE_EVENT_RENAMED new-to-old"],
    sends: [{ type: "deleted", job_id: "a" }],
  },
  {
    title: "an event that changes the state is gone",
    edit: (files) => delete files["server/gone.json"],
    finds: ["STATE_EVENT_REMOVED old-to-new", "STATE_PLACE_SILENT new-to-old"],
    unseen: ["new"],
  },
  { title: "an event that changes no state is gone", edit: (files) => delete files["server/hint.json"], finds: [] },
  {
    title: "a new optional field",
    edit: (files) => {
      inJob(files, (properties) => (properties["owner"] = text));
      steps(files, "job", jobs("merge", "status", "level", "note", "cost", "owner"));
    },
    finds: [],
    sends: [{ type: "job", job_id: "a", status: "on", owner: "me" }],
  },
  {
    title: "an optional field becomes required",
    edit: (files) => (at(files["server/job.json"])["required"] = ["type", "job_id", "status", "note"]),
    finds: ["SERVER_FIELD_BECAME_REQUIRED old-to-new"],
  },
  {
    title: "a required field becomes optional",
    edit: (files) => (at(files["server/job.json"])["required"] = ["type", "job_id"]),
    finds: ["SERVER_FIELD_BECAME_OPTIONAL new-to-old"],
    sends: [{ type: "job", job_id: "a", note: "no status" }],
  },
  {
    title: "a field has another type",
    edit: (files) => inJob(files, (properties) => (properties["cost"] = text)),
    finds: [
      "SERVER_TYPE_CHANGED new-to-old",
      "SERVER_TYPE_CHANGED old-to-new",
      "STATE_TYPE_CHANGED new-to-old",
      "STATE_TYPE_CHANGED old-to-new",
    ],
  },
  {
    title: "a text may be shorter only",
    edit: (files) => inJob(files, (properties) => (properties["note"] = { type: "string", maxLength: 5 })),
    finds: ["SERVER_BOUND_TIGHTENED old-to-new", "STATE_BOUND_TIGHTENED old-to-new"],
  },
  {
    title: "a text may be longer",
    edit: (files) => inJob(files, (properties) => (properties["note"] = { type: "string", maxLength: 99 })),
    finds: ["SERVER_BOUND_LOOSENED new-to-old", "STATE_BOUND_LOOSENED new-to-old"],
    sends: [{ type: "job", job_id: "a", status: "on", note: "long ".repeat(18) }],
  },
  {
    title: "a closed enumeration has a new value",
    edit: (files) => inJob(files, (properties) => (properties["status"] = { enum: ["on", "off", "idle"] })),
    finds: ["SERVER_ENUM_VALUE_ADDED new-to-old", "STATE_ENUM_VALUE_ADDED new-to-old"],
    sends: [{ type: "job", job_id: "a", status: "idle" }],
  },
  {
    title: "an open enumeration has a new value",
    edit: (files) =>
      inJob(files, (properties) => (properties["level"] = { "x-open": true, anyOf: [{ enum: ["low", "high", "top"] }, text] })),
    finds: [],
    sends: [{ type: "job", job_id: "a", status: "on", level: "top" }],
  },
  {
    title: "a closed enumeration becomes open",
    edit: (files) => inJob(files, (properties) => (properties["status"] = { "x-open": true, anyOf: [{ enum: ["on", "off"] }, text] })),
    finds: [],
  },
  {
    title: "a field may be null",
    edit: (files) => inJob(files, (properties) => (properties["cost"] = { type: ["number", "null"] })),
    finds: ["SERVER_NULL_ADDED new-to-old", "STATE_NULL_ADDED new-to-old"],
    sends: [{ type: "job", job_id: "a", status: "on", cost: null }],
  },
];

const ofState: readonly VersionChange[] = [
  {
    title: "a required field of the state has another name",
    edit: (files) => {
      const state = at(files["state.json"]);
      const properties = at(state, "properties");
      properties["total"] = at(properties, "count");
      delete properties["count"];
      state["required"] = ["jobs", "lines", "total"];
      steps(files, "count", { op: "set", at: "/total", from: "/n" });
    },
    finds: [
      "STATE_FIELD_REQUIRED_RENAMED new-to-old",
      "STATE_STEPS_CHANGED new-to-old",
      "STATE_INITIAL_CHANGED new-to-old",
      "STATE_FIELD_REQUIRED_RENAMED old-to-new",
      "STATE_INITIAL_CHANGED old-to-new",
    ],
  },
  {
    title: "an optional field of the state has another name",
    edit: (files) => {
      const properties = at(files["state.json"], "$defs", "job", "properties");
      properties["remark"] = text;
      delete properties["note"];
      steps(files, "job", [jobs("merge", "status", "level", "cost"), { op: "set", at: "/jobs/{job_id}/remark", from: "/note" }]);
    },
    finds: ["STATE_STEPS_CHANGED new-to-old"],
  },
  {
    title: "the state begins with another value",
    edit: (files) => (at(files["state.json"], "properties")["count"] = { type: "integer", default: 2 }),
    finds: ["STATE_INITIAL_CHANGED new-to-old"],
    unseen: ["old", "new"],
  },
  {
    title: "an event ends the stream, and none did before",
    edit: (files) => {
      add(files, "over", {}, { op: "set", at: "/over", value: true });
      at(files["protocol.json"])["terminal"] = ["over"];
    },
    finds: ["STATE_EVENT_ADDED new-to-old", "STATE_END_CHANGED new-to-old"],
    unseen: ["old"],
    sends: [{ type: "over" }],
  },
];

/** Takes the state out of the protocol, with all steps. */
function withoutState(files: BoardFiles): void {
  delete files["state.json"];
  delete at(files["protocol.json"])["state"];
  for (const file of Object.values(files)) delete file["x-state"];
}

const ofPresence: readonly VersionChange[] = [
  { title: "the protocol has no state any more", edit: withoutState, finds: ["STATE_REMOVED new-to-old"], unseen: ["new"] },
  {
    title: "the protocol has a state, and had none",
    edit: withoutState,
    isUndone: true,
    finds: ["STATE_ADDED old-to-new"],
    unseen: ["old"],
  },
];

const ofSteps: readonly VersionChange[] = [
  {
    title: "an event replaces an object and does not merge into it",
    edit: (files) => steps(files, "job", jobs("set", "status", "level", "note", "cost")),
    finds: ["STATE_STEPS_CHANGED new-to-old"],
  },
  {
    title: "an event writes fewer fields",
    edit: (files) => steps(files, "job", jobs("merge", "status", "level", "cost")),
    finds: ["STATE_STEPS_CHANGED new-to-old"],
  },
  {
    title: "a list keeps fewer items",
    edit: (files) => steps(files, "line", { op: "append", at: "/lines", from: "/text", limit: 3 }),
    finds: ["STATE_STEPS_CHANGED new-to-old"],
  },
  {
    title: "the same steps in other words",
    edit: (files) => steps(files, "job", [jobs("merge", "note", "cost"), jobs("merge", "level", "status")]),
    finds: [],
  },
];

const ofCommands: readonly VersionChange[] = [
  {
    title: "a command has a new value of an enumeration",
    edit: (files) => (at(files["client/ask.json"], "properties")["urgency"] = { enum: ["low", "high", "now"] }),
    finds: ["CLIENT_ENUM_VALUE_ADDED new-to-old"],
    asks: [{ type: "ask", job_id: "a", urgency: "now" }],
  },
  {
    title: "a command has a new required field",
    edit: (files) => {
      at(files["client/ask.json"], "properties")["reason"] = text;
      at(files["client/ask.json"])["required"] = ["type", "job_id", "urgency", "reason"];
    },
    finds: ["CLIENT_FIELD_REQUIRED_ADDED old-to-new"],
    asks: [{ type: "ask", job_id: "a", urgency: "low", reason: "why not" }],
  },
  {
    title: "a new command",
    edit: (files) => (files["client/go.json"] = eventSchema("go") as Draft),
    finds: ["CLIENT_EVENT_ADDED new-to-old"],
    asks: [{ type: "go" }],
  },
];

/** Changes of events, of the state, of steps and of commands. */
export const versionChanges: readonly VersionChange[] = [...ofEvents, ...ofState, ...ofPresence, ...ofSteps, ...ofCommands];
