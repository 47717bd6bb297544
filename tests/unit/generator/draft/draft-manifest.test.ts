import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Manifest } from "../../../../generator/config/manifest-schema.js";
import { Findings } from "../../../../generator/diagnostics/diagnostic.js";
import { lintProver } from "../../../../generator/check/lint-prover.js";
import { checkDraft } from "../../../../generator/draft/check-draft.js";
import { draftManifest } from "../../../../generator/draft/draft-manifest.js";
import { findSchemas } from "../../../../generator/draft/find-schemas.js";
import { draftNotes } from "../../../../generator/draft/notes.js";
import { DocumentStore } from "../../../../generator/load/document-store.js";
import { eventSchema, temporaryFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

type Draft = Pick<Manifest, "discriminator" | "server" | "client" | "types" | "names"> & {
  readonly notes: string;
  readonly errors: string;
};

function draftOf(contents: FolderContents, named = "schema"): Draft {
  const folder = temporaryFolder(contents);
  const store = new DocumentStore(folder, new Findings());
  const from = join(folder, named);
  const draft = draftManifest(findSchemas(from, store), from, folder, store);
  if (draft === undefined) throw new Error("nothing found");
  const { manifest, errors } = checkDraft(draft.manifest, { path: join(folder, "protocol.json"), store, prover: lintProver() });
  const { $schema: _schema, name: _name, version: _version, ...parts } = manifest;
  return { ...parts, notes: draftNotes(draft.found).join("\n"), errors: errors.map(({ message }) => message).join("\n") };
}

const refs = (...names: readonly string[]): object => ({ oneOf: names.map((name) => ({ $ref: `#/$defs/${name}` })) });
const tagged = (tags: Readonly<Record<string, unknown>>): object => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, { const: value }])),
  required: Object.keys(tags),
});
const at = (name: string): string => `schema/all.json#/$defs/${name}`;

const table: readonly [name: string, given: FolderContents, want: object][] = [
  [
    "a root union stands for its members",
    { "schema/all.json": { ...refs("A", "B"), $defs: { A: eventSchema("a"), B: eventSchema("b"), Helper: { type: "object" } } } },
    { discriminator: "/type", server: ["schema/all.json"], client: [] },
  ],
  [
    "unions named by side, a message of both sides, results without tag",
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
    "two levels, inherited; responses share a tag and are not dispatched",
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
    "a nested tag, and a constant that is the same in all",
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
    "variants of one event stay together",
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
    "AsyncAPI 3 tells who sends",
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
  [
    "AsyncAPI 2: what is subscribed to is what the server sends",
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
  [
    "files of one name get names of their own",
    { "schema/one/created.json": { type: "object" }, "schema/two/created.json": { type: "object" } },
    {
      server: [
        { ref: "schema/one/created.json", name: "one/created", tag: null },
        { ref: "schema/two/created.json", name: "two/created", tag: null },
      ],
      client: [],
    },
  ],
];

describe("the manifest drafted for", () => {
  test.each(table)("%s", (_name, given, want) => {
    const { notes: _notes, errors, ...draft } = draftOf(given);
    expect(draft).toEqual(want);
    expect(errors).toBe("");
  });

  test("what cannot be told is said", () => {
    const { notes } = draftOf({
      "schema/all.json": { ...refs("A", "B"), $defs: { A: tagged({ type: "same" }), B: tagged({ type: "same" }) } },
    });
    expect(notes).toContain('Who sends these cannot be told, so they are listed under "server": "A", "B".');
    expect(notes).toContain('Without a tag in the schema, so "tag": null: "A", "B".');
  });
});
