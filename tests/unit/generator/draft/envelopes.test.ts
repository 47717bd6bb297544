import { describe, expect, test } from "vitest";
import { at, draftOf, refs, tagged } from "../../../helpers/draft-of.js";
import { eventSchema } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

const table: readonly [name: string, given: FolderContents, want: object][] = [
  [
    "files without a tag that are no calls and answers: their path comes outside the message",
    { "schema/one/created.json": { type: "object" }, "schema/two/created.json": { type: "object" } },
    {
      discriminator: "@name",
      server: [
        { ref: "schema/one/created.json", name: "one/created", tag: { "@name": "one/created" } },
        { ref: "schema/two/created.json", name: "two/created", tag: { "@name": "two/created" } },
      ],
      client: [],
    },
  ],
  [
    "the only event of its name keeps the tags of its schema besides the name",
    {
      "schema/all.json": {
        ...refs("issue$opened", "issue$closed", "pull$opened", "pull$closed", "star$created"),
        $defs: Object.fromEntries(
          ["issue$opened", "issue$closed", "pull$opened", "pull$closed", "star$created"].map((name) => [
            name,
            tagged({ action: name.split("$")[1] }),
          ]),
        ),
      },
    },
    {
      discriminator: ["@name", "/action"],
      server: ["issue$opened", "issue$closed", "pull$opened", "pull$closed", "star$created"].map((name) => ({
        ref: at(name),
        tag: { "@name": name.split("$")[0], "/action": name.split("$")[1] },
      })),
      client: [],
    },
  ],
  [
    "OCPP: calls in lists, a title has the action's capitals, answers have no tag",
    {
      "schema/boot-notification.json": { $id: "urn:OCPP:Cp:2:2020:3:BootNotification", title: "BootNotificationRequest", type: "object" },
      "schema/boot-notification-response.json": { title: "BootNotificationResponse", type: "object" },
      "schema/reset.json": { type: "object" },
      "schema/reset-response.json": { type: "object" },
    },
    {
      discriminator: ["/0", "/2"],
      server: [
        { ref: "schema/boot-notification-response.json", name: "boot-notification-response", tag: null, at: "/2" },
        { ref: "schema/reset-response.json", name: "reset-response", tag: null, at: "/2" },
      ],
      client: [
        { ref: "schema/boot-notification.json", name: "boot-notification", tag: { "/0": 2, "/2": "BootNotification" }, at: "/3" },
        { ref: "schema/reset.json", name: "reset", tag: { "/0": 2, "/2": "reset" }, at: "/3" },
      ],
    },
  ],
  [
    "a file that is a list of schemas, named by their ids",
    { "schema/ocpp.json": ["Boot.req", "Boot.conf"].map((name) => ({ $id: `urn:${name}`, type: "object", properties: { a: {} } })) },
    {
      discriminator: ["/0", "/2"],
      server: [{ ref: "schema/ocpp.json#/1", name: "Boot.conf", tag: null, at: "/2" }],
      client: [{ ref: "schema/ocpp.json#/0", name: "Boot.req", tag: { "/0": 2, "/2": "Boot" }, at: "/3" }],
    },
  ],
  [
    "contents with x-method; the envelope around them decides the sender",
    {
      "schema/all.json": {
        anyOf: [{ title: "Agent", properties: { jsonrpc: { const: "2.0" } }, anyOf: [{ title: "Request", $ref: "#/$defs/AgentRequest" }] }],
        $defs: {
          AgentRequest: {
            type: "object",
            properties: { params: { anyOf: [{ title: "Read", allOf: [{ $ref: "#/$defs/ReadRequest" }] }] } },
          },
          ClientResponse: { type: "object", properties: { result: { anyOf: [{ $ref: "#/$defs/ReadResponse" }] } } },
          ClientRequest: { type: "object", properties: { params: { $ref: "#/$defs/PromptRequest" } } },
          ReadRequest: { type: "object", "x-method": "fs/read" },
          ReadResponse: { type: "object", "x-method": "fs/read" },
          PromptRequest: { type: "object", "x-method": "session/prompt" },
        },
      },
    },
    {
      discriminator: "/method",
      server: [{ ref: at("ReadRequest"), tag: { "/method": "fs/read" }, at: "/params" }],
      client: [
        { ref: at("ReadResponse"), tag: null, at: "/result" },
        { ref: at("PromptRequest"), tag: { "/method": "session/prompt" }, at: "/params" },
      ],
    },
  ],
  [
    "the union around inline members with one title distinguishes them and decides their side",
    {
      "schema/all.json": {
        anyOf: ["Agent", "Client"].map((title) => ({
          title,
          anyOf: ["Request", "Response"].map((inner) => ({ title: inner, type: "object", properties: { of: { type: "string" } } })),
        })),
      },
    },
    {
      server: [
        { ref: "schema/all.json#/anyOf/0/anyOf/0", name: "Agent/Request", tag: null },
        { ref: "schema/all.json#/anyOf/0/anyOf/1", name: "Agent/Response", tag: null },
      ],
      client: [
        { ref: "schema/all.json#/anyOf/1/anyOf/0", name: "Client/Request", tag: null },
        { ref: "schema/all.json#/anyOf/1/anyOf/1", name: "Client/Response", tag: null },
      ],
    },
  ],
  [
    "AsyncAPI payloads that share a tag get the names of their messages; files beside it are read too",
    {
      "schema/api.json": {
        asyncapi: "2.6.0",
        components: {
          messages: {
            done: { payload: { ...eventSchema("result"), description: "well" } },
            failed: { payload: { ...eventSchema("result"), description: "not well" } },
          },
        },
      },
      "schema/other.json": eventSchema("other"),
    },
    {
      discriminator: "/type",
      server: [
        { ref: "schema/api.json#/components/messages/done/payload", name: "done", tag: null },
        { ref: "schema/api.json#/components/messages/failed/payload", name: "failed", tag: null },
        "schema/other.json",
      ],
      client: [],
    },
  ],
];

describe("the tags of messages whose schemas have none:", () => {
  test.each(table)("%s", (_name, given, want) => {
    const { notes: _notes, errors, ...draft } = draftOf(given);
    expect(draft).toEqual(want);
    expect(errors).toBe("");
  });

  const calls = { "schema/Boot.json": { type: "object" }, "schema/BootResponse.json": { type: "object" } };

  test("calls and answers in an unknown envelope stay without tags, and the note says how to name the envelope", () => {
    const { server, notes } = draftOf(calls);
    expect(server).toEqual([{ ref: "schema/BootResponse.json", tag: null }]);
    expect(notes).toContain("run the command again with --envelope list");
  });

  test.each([
    ["list", { name: "Boot", tag: { "/0": 2, "/2": "Boot" }, at: "/3" }, { name: "BootResponse", tag: null, at: "/2" }],
    ["json-rpc", { name: "Boot", tag: { "/method": "Boot" }, at: "/params" }, { name: "BootResponse", tag: null, at: "/result" }],
    ["name", { tag: { "@name": "Boot" } }, { tag: { "@name": "BootResponse" } }],
  ] as const)("the envelope %s that the user names", (kind, call, answer) => {
    const { server, client, errors } = draftOf(calls, kind);
    expect(client).toEqual([{ ref: "schema/Boot.json", ...call }]);
    expect(server).toEqual([{ ref: "schema/BootResponse.json", ...answer }]);
    expect(errors).toBe("");
  });

  test("the note shows the place of an inline schema without a title", () => {
    const { notes } = draftOf({ "schema/all.json": { oneOf: [{ type: "object" }, { type: "object", required: ["a"] }] } });
    expect(notes).toContain('"all.json#/oneOf/0", "all.json#/oneOf/1"');
  });
});
