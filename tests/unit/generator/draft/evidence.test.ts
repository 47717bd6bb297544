import { describe, expect, test } from "vitest";
import { at, draftOf, refs, tagged } from "../../../helpers/draft-of.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

const rpc = (more: object): object => ({
  type: "object",
  properties: { jsonrpc: { const: "2.0" }, id: { type: "string" }, ...more },
  required: ["jsonrpc", "id", ...Object.keys(more)],
});

const table: readonly [name: string, given: FolderContents, want: object][] = [
  [
    "events in the answers to a union of requests",
    {
      "schema/all.json": {
        $defs: {
          AnyRequest: refs("SendRequest", "StreamRequest"),
          SendRequest: rpc({ method: { const: "send" } }),
          StreamRequest: rpc({ method: { const: "stream" } }),
          SendSuccess: rpc({ result: refs("Task", "Note") }),
          StreamSuccess: rpc({ result: refs("Task", "Note", "StatusEvent") }),
          TaskSuccess: rpc({ result: { $ref: "#/$defs/Task" } }),
          Task: { ...tagged({ kind: "task" }), properties: { kind: { const: "task" }, notes: { items: { $ref: "#/$defs/Note" } } } },
          Note: tagged({ kind: "note" }),
          StatusEvent: tagged({ kind: "status" }),
          Part: refs("TextPart", "DataPart"),
          TextPart: tagged({ kind: "text" }),
          DataPart: tagged({ kind: "data" }),
        },
      },
    },
    {
      discriminator: ["/result/kind", "/method"],
      server: [
        { ref: at("Task"), name: "TaskEvent", at: "/result" },
        { ref: at("Note"), name: "NoteEvent", at: "/result" },
        { ref: at("StatusEvent"), at: "/result" },
      ],
      client: [at("AnyRequest")],
    },
  ],
  [
    "constants at a second level, which a base requires",
    {
      "schema/all.json": {
        ...refs("Text", "Image", "Member"),
        $defs: {
          Base: { type: "object", properties: { content: { type: "object" } }, required: ["type", "content"] },
          ...Object.fromEntries(
            ["Text", "Image"].map((name) => [
              name,
              { allOf: [{ $ref: "#/$defs/Base" }], properties: { type: { const: "message" }, content: tagged({ msgtype: name }) } },
            ]),
          ),
          Member: { allOf: [{ $ref: "#/$defs/Base" }], properties: { type: { const: "member" } } },
        },
      },
    },
    { discriminator: ["/type", "/content/msgtype"], server: ["schema/all.json"], client: [] },
  ],
  [
    "optional constants at a second level, if no required one distinguishes the events",
    {
      "schema/all.json": {
        ...refs("Text", "Image", "Member"),
        $defs: {
          ...Object.fromEntries(
            ["Text", "Image"].map((name) => [
              name,
              { ...tagged({ type: "message" }), properties: { type: { const: "message" }, content: tagged({ msgtype: name }) } },
            ]),
          ),
          Member: tagged({ type: "member" }),
        },
      },
    },
    { discriminator: ["/type", "/content/msgtype"], server: ["schema/all.json"], client: [] },
  ],
  [
    "a union that is named after events, and a description that names a sender",
    {
      "schema/all.json": {
        $defs: {
          PageEvents: refs("Opened", "Closed"),
          Opened: { ...tagged({ type: "opened" }), description: "Sent by the browser's plugin of the client." },
          Closed: tagged({ type: "closed" }),
        },
      },
    },
    { discriminator: "/type", server: [at("PageEvents")], client: [] },
  ],
  [
    "members of a union without a title: the tag is the name",
    {
      "schema/all.json": {
        $defs: { RunEvent: { oneOf: ["run.made", "run.over"].map((event) => ({ ...tagged({ event }), description: event })) } },
      },
    },
    { discriminator: "/event", server: [at("RunEvent")], client: [] },
  ],
];

describe("the draft sees", () => {
  test.each(table)("%s", (_name, given, want) => {
    const { notes: _notes, errors, ...draft } = draftOf(given);
    expect(draft).toEqual(want);
    expect(errors).toBe("");
  });
});

describe("schemas that contain the envelope", () => {
  const calls: FolderContents = {
    "schema/Boot.json": rpc({ method: { type: "string" }, params: { type: "object" } }),
    "schema/BootResponse.json": rpc({ result: { type: "object" } }),
  };

  test("get no advice on --envelope", () => {
    const { server, notes } = draftOf(calls);
    expect(server).toEqual([{ ref: "schema/BootResponse.json", tag: null }]);
    expect(notes).not.toContain("--envelope");
  });

  test.each(["json-rpc", "list"] as const)("are not wrapped again by --envelope %s, and a note says so", (envelope) => {
    const { server, client, notes } = draftOf(calls, envelope);
    expect(server).toEqual([{ ref: "schema/BootResponse.json", tag: null }]);
    expect(client).toEqual([{ ref: "schema/Boot.json", tag: null }]);
    expect(notes).toContain("So --envelope was not applied");
  });

  test("of OCPP are not wrapped either", () => {
    const frame = (...items: readonly object[]): object => ({ type: "array", prefixItems: items, minItems: items.length });
    const { server = [], client = [] } = draftOf({
      "schema/ocpp/Boot.json": frame({ type: "integer" }, { type: "string" }, { type: "string" }, { type: "object" }),
      "schema/ocpp/BootResponse.json": frame({ type: "integer" }, { type: "string" }, { type: "object" }),
    });
    expect([...server, ...client].map((entry) => (typeof entry === "string" ? entry : entry.at))).toEqual([undefined, undefined]);
  });
});

describe("the notes of a draft", () => {
  test("name definitions that look like messages and are not in the draft", () => {
    const { notes } = draftOf({
      "schema/all.json": {
        ...refs("A", "B"),
        $defs: { A: tagged({ type: "a" }), B: tagged({ type: "b" }), ForgottenEvent: tagged({ type: "c" }), Helper: { type: "object" } },
      },
    });
    expect(notes).toContain('but the draft does not contain them: "ForgottenEvent".');
  });

  test("name an event by its tag if its schema has no name", () => {
    const { notes } = draftOf({ "schema/all.json": { oneOf: ["run.made", "run.over"].map((event) => tagged({ event })) } });
    expect(notes).toContain('so they are listed under "server": "RunMade", "RunOver".');
  });
});
