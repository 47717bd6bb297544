import { describe, expect, test } from "vitest";
import { draftOf, tagged } from "../../../helpers/draft-of.js";
import { eventSchema } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";

const schema = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const body = (inner: object): object => ({ content: { "application/json": { schema: inner } } });
const webhook = (name: string): object => ({ post: { requestBody: body(schema(name)), responses: {} } });
const hook = (name: string): string => `schema/all.json#/webhooks/${name}/post/requestBody/content/application~1json/schema`;
const component = (name: string): string => `schema/all.json#/components/schemas/${name}`;
const plain = { type: "object", properties: { id: { type: "string" } } };
const openApi = (more: object): FolderContents => ({
  "schema/all.json": { openapi: "3.1.0", info: { title: "Shop", version: "1.0.0" }, paths: {}, ...more },
});

const message = (name: string): object => ({ $ref: `#/components/messages/${name}` });
const payload = (name: string): string => `schema/all.json#/components/messages/${name}/payload`;
const asyncApi3 = (more: object): FolderContents => ({ "schema/all.json": { asyncapi: "3.0.0", ...more } });

const table: readonly [name: string, given: FolderContents, want: object][] = [
  [
    "the streams of an OpenAPI document beside its webhooks",
    openApi({
      paths: {
        "/answers": {
          post: { responses: { 200: { ...body(plain), content: { "text/event-stream": { schema: schema("AnswerStream") } } } } },
        },
        "/chunks": { get: { responses: { 200: { content: { "application/jsonl": { itemSchema: schema("Chunk") } } } } } },
      },
      webhooks: { done: webhook("Done") },
      components: {
        schemas: {
          AnswerStream: { anyOf: [schema("Started"), schema("Ended")] },
          Started: eventSchema("answer.started"),
          Ended: eventSchema("answer.ended"),
          Chunk: plain,
          Done: eventSchema("batch.done"),
          Text: { oneOf: [schema("Plain"), schema("Rich")] },
          Plain: tagged({ kind: "plain" }),
          Rich: tagged({ kind: "rich" }),
        },
      },
    }),
    {
      discriminator: ["/type", "@name"],
      server: [hook("done"), component("AnswerStream"), { ref: component("Chunk"), tag: { "@name": "Chunk" } }],
      client: [],
    },
  ],
  [
    "unions of an OpenAPI document that are named after a sender, and one with a tag of its own",
    openApi({
      webhooks: { done: webhook("Done"), stopped: webhook("Stopped"), failed: webhook("Failed") },
      components: {
        schemas: {
          ...Object.fromEntries(["done", "stopped", "failed"].map((name) => [name[0]?.toUpperCase() + name.slice(1), eventSchema(name)])),
          SocketClientEvent: { oneOf: [schema("Say"), schema("Leave")] },
          SocketServerEvent: { oneOf: [schema("Said"), schema("Left")] },
          ...Object.fromEntries(["Say", "Leave", "Said", "Left"].map((name) => [name, eventSchema(name)])),
          RunEvent: { oneOf: ["run.made", "run.over"].map((event) => ({ ...tagged({ event }), description: event })) },
        },
      },
    }),
    {
      discriminator: ["/type", "/event"],
      server: [hook("done"), hook("stopped"), hook("failed"), component("SocketServerEvent"), component("RunEvent")],
      client: [component("SocketClientEvent")],
    },
  ],
  [
    "two webhooks that share one schema",
    openApi({
      webhooks: { "orders/made": webhook("Order"), "orders/paid": webhook("Order") },
      components: { schemas: { Order: plain } },
    }),
    {
      discriminator: "@name",
      server: [
        { ref: hook("orders~1made"), name: "orders/made", tag: { "@name": "orders/made" } },
        { ref: hook("orders~1paid"), name: "orders/paid", tag: { "@name": "orders/paid" } },
      ],
      client: [],
    },
  ],
  [
    "a webhook and a message of a stream with one tag",
    openApi({
      paths: { "/a": { get: { responses: { 200: { content: { "text/event-stream": { schema: schema("Stream") } } } } } } },
      webhooks: { done: webhook("Hook") },
      components: {
        schemas: {
          Hook: { ...eventSchema("done"), description: "The webhook." },
          Stream: { anyOf: [schema("Done"), schema("Begun")] },
          Done: eventSchema("done"),
          Begun: eventSchema("begun"),
        },
      },
    }),
    {
      discriminator: ["/type", "@name"],
      server: [
        { ref: hook("done"), name: "done", tag: { "/type": "done", "@name": "done" } },
        { ref: component("Done"), tag: { "/type": "done", "@name": "Stream" } },
        component("Begun"),
      ],
      client: [],
    },
  ],
  [
    "webhooks of which most need their name: all get it",
    openApi({
      webhooks: { "a-opened": webhook("AOpened"), "b-opened": webhook("BOpened"), "b-closed": webhook("BClosed") },
      components: {
        schemas: {
          AOpened: tagged({ action: "opened" }),
          BOpened: { ...tagged({ action: "opened" }), description: "B." },
          BClosed: tagged({ action: "closed" }),
        },
      },
    }),
    {
      discriminator: ["/action", "@name"],
      server: ["a-opened", "b-opened", "b-closed"].map((name) => ({
        ref: hook(name),
        name,
        tag: { "/action": name.slice(2), "@name": name },
      })),
      client: [],
    },
  ],
  [
    "callbacks, and a webhook behind references",
    openApi({
      paths: { "/jobs": { post: { callbacks: { finished: { "{$request.body#/url}": webhook("Finished") } }, responses: {} } } },
      webhooks: { begun: { $ref: "#/components/pathItems/begun" } },
      components: {
        pathItems: { begun: { put: { requestBody: { $ref: "#/components/requestBodies/begun" }, responses: {} } } },
        requestBodies: { begun: { content: { "application/cloudevents+json; charset=utf-8": { schema: schema("Begun") } } } },
        schemas: { Begun: eventSchema("begun"), Finished: eventSchema("finished") },
      },
    }),
    {
      discriminator: "/type",
      server: [
        "schema/all.json#/components/requestBodies/begun/content/application~1cloudevents+json; charset=utf-8/schema",
        expect.stringMatching(/callbacks\/finished\/.*\/post\/requestBody\/content\/application~1json\/schema$/),
      ],
      client: [],
    },
  ],
  [
    "AsyncAPI 3: the reply comes from the other side",
    asyncApi3({
      channels: {
        ping: { messages: { ping: message("ping") } },
        pong: { messages: { pong: message("pong") } },
        ask: { messages: { ask: message("ask") } },
        told: { messages: { told: message("told") } },
      },
      operations: {
        pinged: { action: "receive", channel: { $ref: "#/channels/ping" }, reply: { channel: { $ref: "#/channels/pong" } } },
        asks: {
          action: "send",
          channel: { $ref: "#/channels/ask" },
          reply: { channel: { $ref: "#/channels/told" }, messages: [{ $ref: "#/channels/told/messages/told" }] },
        },
      },
      components: { messages: Object.fromEntries(["ping", "pong", "ask", "told"].map((name) => [name, { payload: eventSchema(name) }])) },
    }),
    { discriminator: "/type", server: [payload("pong"), payload("ask")], client: [payload("ping"), payload("told")] },
  ],
  [
    "AsyncAPI 3: one message of two channels is two events",
    asyncApi3({
      channels: { turnOn: { messages: { turn: message("turn") } }, turnOff: { messages: { turn: message("turn") } } },
      operations: Object.fromEntries(
        ["turnOn", "turnOff"].map((name) => [name, { action: "send", channel: { $ref: `#/channels/${name}` } }]),
      ),
      components: { messages: { turn: { payload: plain } } },
    }),
    {
      discriminator: "@name",
      server: [
        { ref: payload("turn"), name: "turnOn", tag: { "@name": "turnOn" } },
        { ref: payload("turn"), name: "turnOff", tag: { "@name": "turnOff" } },
      ],
      client: [],
    },
  ],
  [
    "AsyncAPI 3: several messages without a tag in one channel have none; channels without operations count too",
    asyncApi3({ channels: { all: { messages: { one: { payload: plain }, two: { payload: { ...plain, required: ["id"] } } } } } }),
    {
      server: ["one", "two"].map((name) => ({ ref: `schema/all.json#/channels/all/messages/${name}/payload`, name, tag: null })),
      client: [],
    },
  ],
  [
    "AsyncAPI 2: messages that are written in their channel, and messages with one name",
    {
      "schema/all.json": {
        asyncapi: "2.6.0",
        channels: {
          "/": {
            subscribe: { message: { oneOf: [message("made"), message("gone"), { name: "late", payload: eventSchema("late") }] } },
            publish: { operationId: "say", message: { payload: { ...eventSchema("made"), description: "The client's." } } },
          },
        },
        components: {
          messages: { made: { name: "made", payload: eventSchema("made") }, gone: { name: "made", payload: eventSchema("gone") } },
        },
      },
    },
    {
      discriminator: "/type",
      server: [{ ref: payload("made"), name: "made" }, payload("gone"), "schema/all.json#/channels/~1/subscribe/message/oneOf/2/payload"],
      client: [{ ref: "schema/all.json#/channels/~1/publish/message/payload", name: "say" }],
    },
  ],
];

describe("the events of", () => {
  test.each(table)("%s", (_name, given, want) => {
    const { notes: _notes, errors, ...draft } = draftOf(given);
    expect(draft).toEqual(want);
    expect(errors).toBe("");
  });

  test("messages that no schema describes: the note names them", () => {
    const { notes, server } = draftOf(
      asyncApi3({
        channels: {
          all: { messages: { here: { payload: eventSchema("here") }, away: { $ref: "messages.json#/away" }, bare: { headers: plain } } },
        },
        components: {
          messages: { old: { payload: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: { type: "record" } } } },
        },
      }),
    );
    expect(server).toHaveLength(1);
    expect(notes).toContain('These messages have no JSON schema of their contents, so they are not in the draft: "bare".');
    expect(notes).toContain('so they are not in the draft. Bundle the files into one first: "away".');
    expect(notes).toContain('The payloads of these messages are not described by JSON Schema, so they are not in the draft: "old".');
  });

  test("a webhook whose body is no JSON: the note names it", () => {
    const { notes } = draftOf(
      openApi({
        webhooks: {
          done: webhook("Done"),
          form: { post: { requestBody: { content: { "application/x-www-form-urlencoded": { schema: schema("Done") } } } } },
        },
        components: { schemas: { Done: eventSchema("done") } },
      }),
    );
    expect(notes).toContain('no JSON schema of their contents, so they are not in the draft: "form".');
  });

  test("a webhook with a method that has no body: the webhook is in the draft, and no note says that it is missing", () => {
    const { notes, server } = draftOf(
      openApi({
        webhooks: { done: { delete: { responses: {} }, ...webhook("Done") } },
        components: { schemas: { Done: eventSchema("done") } },
      }),
    );
    expect(server).toHaveLength(1);
    expect(notes).not.toContain("are not in the draft");
  });

  test("a payload that is a JSON Schema written as YAML is in the draft", () => {
    const schemaFormat = "application/schema+yaml;version=draft-07";
    const { notes, server } = draftOf(
      asyncApi3({ channels: { all: { messages: { here: { payload: { schemaFormat, schema: eventSchema("here") } } } } } }),
    );
    expect(server).toHaveLength(1);
    expect(notes).not.toContain("are not in the draft");
  });
});
