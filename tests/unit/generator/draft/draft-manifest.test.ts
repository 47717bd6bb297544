import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Findings } from "../../../../generator/diagnostics/diagnostic.js";
import { findSchemas } from "../../../../generator/draft/find-schemas.js";
import { DocumentStore } from "../../../../generator/load/document-store.js";
import { at, draftOf, refs, tagged } from "../../../helpers/draft-of.js";
import { eventSchema, temporaryFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

const table: readonly [name: string, given: FolderContents, want: object][] = [
  [
    "a root union replaces its members",
    { "schema/all.json": { ...refs("A", "B"), $defs: { A: eventSchema("a"), B: eventSchema("b"), Helper: { type: "object" } } } },
    { discriminator: "/type", server: ["schema/all.json"], client: [] },
  ],
  [
    "unions named by side, a message of both sides, results without a tag",
    {
      "schema/all.json": {
        $defs: {
          ClientRequest: refs("Ping", "Call"),
          ServerRequest: refs("Ping", "Ask"),
          ServerResult: refs("CallResult", "PingResult"),
          Ping: tagged({ method: "ping" }),
          Call: tagged({ method: "call" }),
          Ask: tagged({ method: "ask" }),
          CallResult: { type: "object", properties: { x: { type: "string" } } },
          PingResult: { type: "object" },
        },
      },
    },
    {
      discriminator: "/method",
      server: [at("ServerRequest"), { ref: at("CallResult"), tag: null }, { ref: at("PingResult"), tag: null }],
      client: [at("ClientRequest")],
    },
  ],
  [
    "folders by side, shared types beside them",
    {
      "schema/server/a.json": { ...eventSchema("a", { x: { $ref: "../common/x.json" } }) },
      "schema/server/b.json": eventSchema("b"),
      "schema/client/c.json": eventSchema("c"),
      "schema/client/d.json": eventSchema("d"),
      "schema/common/x.json": { type: "object" },
      "schema/common/y.json": { type: "object", properties: { kind: { const: "y" } } },
      "schema/examples/a.json": { type: "a" },
      "schema/package.json": { name: "x", type: "module" },
    },
    {
      discriminator: "/type",
      server: ["schema/server/a.json", "schema/server/b.json"],
      client: ["schema/client/c.json", "schema/client/d.json"],
      types: ["schema/common/y.json"],
    },
  ],
  [
    "inherited tags of two levels; responses share a tag and are not dispatched",
    {
      "schema/all.json": {
        $defs: {
          Event: tagged({ type: "event" }),
          ...Object.fromEntries(
            ["one", "two", "three"].map((name) => [`${name}Event`, { allOf: [{ $ref: "#/$defs/Event" }, tagged({ event: name })] }]),
          ),
          ...Object.fromEntries(["go", "stop", "wait"].map((name) => [`${name}Request`, tagged({ type: "request", command: name })])),
          ...Object.fromEntries(["go", "stop", "wait"].map((name) => [`${name}Response`, tagged({ type: "response" })])),
          Info: { type: "object", properties: { more: { $ref: "#/$defs/Detail" } } },
          Detail: { type: "object" },
        },
      },
    },
    {
      discriminator: ["/type", "/event", "/command"],
      server: [
        at("oneEvent"),
        at("twoEvent"),
        at("threeEvent"),
        ...["go", "stop", "wait"].map((name) => ({ ref: at(`${name}Response`), tag: null })),
      ],
      client: [at("goRequest"), at("stopRequest"), at("waitRequest")],
    },
  ],
  [
    "a nested tag, and a constant that is equal in all messages",
    Object.fromEntries(
      ["a", "b", "c"].map((name) => [
        `schema/${name}.json`,
        { properties: { head: tagged({ v: 1, type: `x.${name}` }), v: { const: "1" } }, required: ["head", "v"] },
      ]),
    ),
    { discriminator: "/head/type", server: ["schema/a.json", "schema/b.json", "schema/c.json"], client: [] },
  ],
  [
    "an event's name only in the definition's name",
    {
      "schema/all.json": {
        ...refs("issue$opened", "issue$closed", "pull$opened", "pull$closed", "push$event"),
        $defs: {
          ...Object.fromEntries(
            ["issue$opened", "issue$closed", "pull$opened", "pull$closed"].map((name) => [name, tagged({ action: name.split("$")[1] })]),
          ),
          push$event: { type: "object" },
        },
      },
    },
    {
      discriminator: ["@name", "/action"],
      server: [
        { ref: at("issue$opened"), tag: { "@name": "issue", "/action": "opened" } },
        { ref: at("issue$closed"), tag: { "@name": "issue", "/action": "closed" } },
        { ref: at("pull$opened"), tag: { "@name": "pull", "/action": "opened" } },
        { ref: at("pull$closed"), tag: { "@name": "pull", "/action": "closed" } },
        { ref: at("push$event"), tag: { "@name": "push" } },
      ],
      client: [],
    },
  ],
  [
    "request and response files without any tag",
    {
      "schema/BootRequest.json": { type: "object" },
      "schema/BootResponse.json": { type: "object" },
      "schema/StopRequest.json": { type: "object" },
    },
    {
      server: [{ ref: "schema/BootResponse.json", tag: null }],
      client: [
        { ref: "schema/BootRequest.json", tag: null },
        { ref: "schema/StopRequest.json", tag: null },
      ],
    },
  ],
  [
    "numbers first, then names within one of them",
    {
      "schema/all.json": {
        ...refs("Hello", "Beat", "Ready", "Joined", "Left"),
        $defs: {
          Hello: tagged({ op: 10 }),
          Beat: tagged({ op: 11 }),
          Ready: tagged({ op: 0, t: "READY" }),
          Joined: tagged({ op: 0, t: "JOINED" }),
          Left: tagged({ op: 0, t: "LEFT" }),
        },
      },
    },
    { discriminator: ["/op", "/t"], server: ["schema/all.json"], client: [] },
  ],
  [
    "a boolean that distinguishes success and failure",
    {
      "schema/all.json": {
        ...refs("Beat", "Done", "Failed"),
        $defs: { Beat: tagged({ op: "beat" }), Done: tagged({ op: "end", ok: true }), Failed: tagged({ op: "end", ok: false }) },
      },
    },
    { discriminator: ["/op", "/ok"], server: ["schema/all.json"], client: [] },
  ],
  [
    "tuples",
    {
      "schema/all.json": {
        ...refs("Hello", "Bye"),
        $defs: {
          Hello: { type: "array", prefixItems: [{ const: 1 }, { type: "string" }], minItems: 2 },
          Bye: { type: "array", prefixItems: [{ const: 2 }], minItems: 1 },
        },
      },
    },
    { discriminator: "/0", server: ["schema/all.json"], client: [] },
  ],
  [
    "variants of one event are one entry",
    {
      "schema/all.json": {
        ...refs("A", "B"),
        $defs: {
          A: refs("A1", "A2"),
          A1: tagged({ type: "a" }),
          A2: { ...tagged({ type: "a" }), description: "other" },
          B: tagged({ type: "b" }),
        },
      },
    },
    { discriminator: "/type", server: [at("A"), at("B")], client: [] },
  ],
  [
    "AsyncAPI 3 names the sender, also if a payload names its format",
    {
      "schema/all.json": {
        asyncapi: "3.0.0",
        info: { title: "Chat", version: "2.1.0" },
        channels: { main: { messages: { said: { $ref: "#/components/messages/said" }, say: { $ref: "#/components/messages/say" } } } },
        operations: {
          out: { action: "send", channel: { $ref: "#/channels/main" }, messages: [{ $ref: "#/channels/main/messages/said" }] },
          in: { action: "receive", channel: { $ref: "#/channels/main" }, messages: [{ $ref: "#/channels/main/messages/say" }] },
        },
        components: {
          messages: {
            said: { payload: { title: "Said", ...eventSchema("said") } },
            say: { payload: { schemaFormat: "application/schema+json;version=draft-07", schema: { title: "Say", ...eventSchema("say") } } },
          },
        },
      },
    },
    {
      discriminator: "/type",
      server: ["schema/all.json#/components/messages/said/payload"],
      client: ["schema/all.json#/components/messages/say/payload/schema"],
    },
  ],
  [
    "AsyncAPI 2: a client subscribes to the messages that the server sends",
    {
      "schema/all.json": {
        asyncapi: "2.6.0",
        channels: {
          "/": {
            subscribe: { message: { oneOf: [{ $ref: "#/components/messages/said" }] } },
            publish: { message: { $ref: "#/components/messages/say" } },
          },
        },
        components: {
          messages: {
            said: { payload: { title: "Said", ...eventSchema("said") } },
            say: { payload: { title: "Say", ...eventSchema("say") } },
          },
        },
      },
    },
    {
      discriminator: "/type",
      server: ["schema/all.json#/components/messages/said/payload"],
      client: ["schema/all.json#/components/messages/say/payload"],
    },
  ],
];

describe("the manifest drafted for", () => {
  test.each(table)("%s", (_name, given, want) => {
    const { notes: _notes, errors, ...draft } = draftOf(given);
    expect(draft).toEqual(want);
    expect(errors).toBe("");
  });

  test("a file is found once, even if several links lead to it", () => {
    const folder = temporaryFolder({ "schema/a.json": eventSchema("a") });
    symlinkSync(".", join(folder, "schema/again"));
    const found = findSchemas(join(folder, "schema"), new DocumentStore(folder, new Findings()));
    expect(found.map(({ file }) => file)).toEqual(["schema/a.json"]);
  });

  test("a definition with a name that generated code needs gets another name in the manifest", () => {
    const { names, errors } = draftOf({
      "schema/all.json": {
        ...refs("a", "b"),
        $defs: {
          a: {
            ...tagged({ type: "a" }),
            properties: { type: { const: "a" }, rule: { $ref: "#/$defs/Record" } },
          },
          b: tagged({ type: "b" }),
          Record: { type: "object", properties: { x: { type: "string" } } },
        },
      },
    });
    expect(names).toEqual({ [at("Record")]: "RecordType" });
    expect(errors).toBe("");
  });

  test("the notes say what the draft cannot decide", () => {
    const { notes } = draftOf({
      "schema/all.json": { ...refs("A", "B"), $defs: { A: tagged({ type: "same" }), B: tagged({ type: "same" }) } },
    });
    expect(notes).toContain('The schemas do not show who sends these events, so they are listed under "server": "A", "B".');
    expect(notes).toContain('These events have no tag in the schema, so they get "tag": null: "A", "B".');
  });
});
