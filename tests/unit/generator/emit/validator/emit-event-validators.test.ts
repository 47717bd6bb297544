import { describe, expect, test } from "vitest";
import { emitEventValidators } from "../../../../../generator/emit/validator/index.js";
import type { EventSet, Issue } from "../../../../../runtime/core/contract/v1/index.js";
import { compiledValidator, evaluateModule } from "../../../../helpers/compiled-validator.js";
import { generated } from "../../../../helpers/generated.js";
import { modelOf } from "../../../../helpers/model-of.js";
import { manifest } from "../../../../helpers/protocol-folder.js";
import { schemaOf } from "../../../../helpers/schema-of.js";
import { strictErrors } from "../../../../helpers/strict-tsc.js";

type Made = {
  readonly text: string;
  readonly events: EventSet<Record<string, unknown>>;
  readonly guards: Readonly<Record<string, unknown>>;
};

/** Generates and loads the server's validators for a manifest whose schemas stand in `schemas.json`. */
function serverEvents(parts: object, definitions: object): Made {
  const all = manifest(parts);
  const { model, text: findings } = modelOf({ "protocol.json": all, "schemas.json": { $defs: definitions } });
  if (model === undefined) throw new Error(findings);
  const text = emitEventValidators(model, "server");
  const guards = evaluateModule(text);
  return { text, events: guards["serverEvents"] as EventSet<Record<string, unknown>>, guards };
}

function event(type: string, properties: object = {}, closed = true): object {
  const required = ["type", ...Object.keys(properties)];
  return { type: "object", properties: { type: { const: type }, ...properties }, required, ...(closed && { additionalProperties: false }) };
}

const ref = (name: string, more: object = {}): object => ({ ref: `schemas.json#/$defs/${name}`, ...more });

describe("one discriminator", () => {
  const made = (): Made =>
    serverEvents(
      { discriminator: "/type", server: [ref("A"), ref("B")], readers: { server: "tolerant" } },
      { A: event("a", { n: { type: "integer", minimum: 1 } }), B: event("b", { at: { type: "string", format: "date-time" } }) },
    );

  test("a valid message is an event with its name", () => {
    const { events } = made();
    expect(events.parse('{"type":"a","n":1}')).toEqual({ outcome: "event", name: "a", event: { type: "a", n: 1 } });
  });

  test("a tolerant reader accepts unknown fields, but no own __proto__", () => {
    const { events } = made();
    expect(events.parse('{"type":"a","n":1,"later":true}').outcome).toBe("event");
    expect(events.parse('{"type":"a","n":1,"__proto__":{}}').outcome).toBe("invalid");
  });

  test("an unknown tag is a separate result", () => {
    const { events } = made();
    expect(events.parse('{"type":"c"}')).toEqual({ outcome: "unknown", tag: "c", value: { type: "c" } });
  });

  const invalid: readonly [given: string, path: string, expected: string, got: string][] = [
    ["{", "", "JSON", '"{"'],
    ["[]", "/type", '"a" | "b"', "nothing"],
    ["null", "", "object", "null"],
    ["{}", "/type", '"a" | "b"', "nothing"],
    ['{"type":{}}', "/type", '"a" | "b"', "{}"],
    ['{"type":"a"}', "/n", "integer", "nothing"],
    ['{"type":"a","n":0}', "/n", "at least 1", "0"],
    ['{"type":"a","n":1e999}', "/n", "integer", "Infinity"],
    ['{"type":"b","at":"today"}', "/at", "date-time string", '"today"'],
  ];
  test.each(invalid)("%s is invalid at %j", (given, path, expected, got) => {
    const { events } = made();
    expect(events.parse(given)).toEqual({ outcome: "invalid", issues: [{ path, expected, got }] });
  });

  test.each([{ minimum: 0 }, { exclusiveMinimum: 0 }, { type: "number", minimum: 0 }, { type: "integer", minimum: 0 }, { multipleOf: 2 }])(
    "no bound lets a number in that JSON.parse makes infinite: %j",
    (bound) => {
      const { isValue } = compiledValidator(schemaOf({ properties: { n: bound }, required: ["n"] }).schema);
      expect(isValue(JSON.parse('{"n":2}'))).toBe(true);
      expect(isValue(JSON.parse('{"n":1e999}'))).toBe(false);
    },
  );

  test("values with words of generated code do not keep what the code does not use", () => {
    const words = ["equals", "value", "tags?.", "memberOf"];
    const events = words.map((word) => ({ ref: "all.json#/$defs/any", name: word, tag: { "@name": word } }));
    const any = { type: "object", enum: [{ equals: 1 }, { value: [{ equals: 2 }] }] };
    const contents = { "protocol.json": manifest({ discriminator: "@name", server: events }), "all.json": { $defs: { any } } };
    const { files = [], text } = generated(contents);
    expect(text).not.toContain("error");
    expect(strictErrors(Object.fromEntries(files.map((file) => [file.path, file.text])))).toBe("");
  });

  test("the event set and its view as a Standard Schema", () => {
    const { events } = made();
    expect(events.events["a"]?.tag).toEqual({ "/type": ["a"] });
    expect(events["~standard"].validate({ type: "a", n: 0 })).toEqual({ issues: [{ message: "expected at least 1, got 0", path: ["n"] }] });
    expect(events["~standard"].validate({ type: "a", n: 1 })).toEqual({ value: { type: "a", n: 1 } });
  });

  test("validate without issues collects none; with issues it gives a reason for an unknown tag", () => {
    const { events } = made();
    const issues: Issue[] = [];
    expect(events.validate({ type: "c" }, issues)).toBe(false);
    expect(issues).toEqual([{ path: "/type", expected: '"a" | "b"', got: '"c"' }]);
  });

  test("the generated file uses no eval and imports one module", () => {
    const { text } = made();
    expect(text).not.toMatch(/eval\(|new Function/);
    expect(new Set([...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from))).toEqual(
      new Set(["@dagwire/runtime/codegen/v1", "./server-event.js", "./types.js"].filter((from) => text.includes(from))),
    );
  });
});

test("a strict reader refuses unknown fields, and a property that is undefined is absent", () => {
  const { events } = serverEvents(
    { discriminator: "/type", server: [ref("A")], readers: { server: "strict" } },
    { A: { ...event("a"), properties: { type: { const: "a" }, note: { type: "string" } } } },
  );
  expect(events.validate({ type: "a", note: undefined, other: undefined })).toBe(true);
  expect(events.read({ type: "a", other: 1 })).toEqual({
    outcome: "invalid",
    issues: [{ path: "/other", expected: "no such property", got: "1" }],
  });
});

test("several discriminators nest, and a missing second one is invalid", () => {
  const tagged = (type: string, key: string, value: string): object => ({
    type: "object",
    properties: { type: { const: type }, [key]: { const: value } },
    required: ["type", key],
  });
  const { events } = serverEvents(
    { discriminator: ["/type", "/event", "/command"], server: [ref("Stopped"), ref("Exited"), ref("Launch")] },
    {
      Stopped: tagged("event", "event", "stopped"),
      Exited: tagged("event", "event", "exited"),
      Launch: tagged("request", "command", "launch"),
    },
  );
  expect(events.read({ type: "event", event: "exited" })).toMatchObject({ outcome: "event" });
  expect(events.read({ type: "request", command: "launch" })).toMatchObject({ outcome: "event" });
  expect(events.read({ type: "event", event: "new" })).toMatchObject({ outcome: "unknown", tag: "event/new" });
  expect(events.read({ type: "event" })).toMatchObject({ outcome: "invalid", issues: [{ path: "/event", got: "nothing" }] });
  expect(events.read({ type: "other" })).toMatchObject({ outcome: "unknown", tag: "other" });
});

test("for a schema of a part of a list, the guard checks the tags too", () => {
  const { events } = serverEvents(
    {
      discriminator: ["/0", "/2"],
      server: [
        ref("Boot", { name: "Boot", tag: { "/0": 2, "/2": "Boot" }, at: "/3" }),
        ref("Beat", { name: "Beat", tag: { "/0": 2, "/2": "Beat" }, at: "/3" }),
      ],
    },
    { Boot: { type: "object", properties: { model: { type: "string" } }, required: ["model"] }, Beat: { type: "object", properties: {} } },
  );
  expect(events.read([2, "1", "Boot", { model: "x" }])).toMatchObject({ outcome: "event", name: "Boot" });
  expect(events.read([2, "1", "Boot", {}])).toMatchObject({ outcome: "invalid", issues: [{ path: "/3/model" }] });
  expect(events.read([2, "1", "Nope", {}])).toMatchObject({ outcome: "unknown", tag: "2/Nope" });
  expect(events.events["Beat"]?.validate([2, "1", "Boot", {}])).toBe(false);
});

test("a tag out of band comes from the caller", () => {
  const { events } = serverEvents(
    { discriminator: "@name", server: [ref("Push", { name: "push", tag: { "@name": "push" } })] },
    { Push: { type: "object", properties: { ref: { type: "string" } }, required: ["ref"] } },
  );
  expect(events.read({ ref: "main" }, { name: "push" })).toMatchObject({ outcome: "event", name: "push" });
  expect(events.read({ ref: "main" }, { name: "pull" })).toMatchObject({ outcome: "unknown", tag: "pull" });
  expect(events.read({ ref: "main" })).toMatchObject({ outcome: "invalid" });
});

test("an event without a tag is validated by name only", () => {
  const { events } = serverEvents(
    { discriminator: "/type", server: [ref("A"), ref("Reply", { name: "reply", tag: null })] },
    { A: event("a"), Reply: { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] } },
  );
  expect(events.events["reply"]?.validate({ ok: true })).toBe(true);
  expect(events.read({ ok: true })).toMatchObject({ outcome: "invalid" });
});

test("tags at one property need no generated code for the look-up", () => {
  const names = Array.from({ length: 30 }, (_, index) => `E${index}`);
  const definitions = Object.fromEntries(names.map((name) => [name, event(name.toLowerCase())]));
  const { events, text } = serverEvents({ discriminator: "/type", server: names.map((name) => ref(name)) }, definitions);
  expect(text).not.toContain("switch");
  expect(text).toContain(`byProperty("type")`);
  expect(events.nameOf({ type: "e29" })).toBe("e29");
  expect(events.read({ type: "e29" })).toMatchObject({ outcome: "event", name: "e29" });
  expect(events.read({ type: "e30" })).toMatchObject({ outcome: "unknown", tag: "e30" });
});

/** Generates the validators of events `e0`, `e1` and so on, whose tags are beside the message. */
function eventsWithHeaders(count: number): Made {
  const names = Array.from({ length: count }, (_, index) => `E${index}`);
  const definitions = Object.fromEntries(names.map((name) => [name, { type: "object" }]));
  const server = names.map((name) => ref(name, { name: name.toLowerCase(), tag: { "@X-Event": name.toLowerCase() } }));
  return serverEvents({ discriminator: "@X-Event", server }, definitions);
}

test("24 tags from outside the message are looked up in a map", () => {
  const { events, text } = eventsWithHeaders(24);
  expect(text).toContain("new Map<unknown, keyof ServerEventMap>");
  expect(text).toMatch(/\n {2}return \w+\.get\(tags\?\.\["X-Event"\]\);\n}\n/);
  expect(events.read({}, { "X-Event": "e23" })).toMatchObject({ outcome: "event", name: "e23" });
  expect(events.read({}, { "X-Event": "e24" })).toMatchObject({ outcome: "unknown", tag: "e24" });
});

test("23 tags from outside the message are compared one by one", () => {
  const { events, text } = eventsWithHeaders(23);
  expect(text).not.toContain("new Map");
  expect(text).toMatch(/\n {2}}\n {2}return undefined;\n}\n/);
  expect(events.read({}, { "X-Event": "e22" })).toMatchObject({ outcome: "event", name: "e22" });
  expect(events.read({}, { "X-Event": "e23" })).toMatchObject({ outcome: "unknown", tag: "e23" });
});

test("the tags of an event are printed, unless its name is its only tag", () => {
  const given = [ref("A"), ref("B", { name: "second" })];
  const { events, text } = serverEvents({ discriminator: "/type", server: given }, { A: event("a"), B: event("b") });
  expect(text).toMatch(/\n {4}a: \{ check: \w+, rule: \w+ \},\n/);
  expect(text).toMatch(/\n {4}second: \{ check: \w+, rule: \w+, tag: \{ "\/type": \["b"\] \} \},\n/);
  expect(events.read({ type: "b" })).toMatchObject({ outcome: "event", name: "second" });
  expect(events.read({ type: "second" })).toMatchObject({ outcome: "unknown", tag: "second" });
});

test("a direction without events imports no type of constraints", () => {
  const all = manifest({ server: [ref("A")], client: [] });
  const { model } = modelOf({ "protocol.json": all, "schemas.json": { $defs: { A: event("a") } } });
  if (model === undefined) throw new Error("expected a model");
  expect(emitEventValidators(model, "client")).not.toMatch(/\bRule\b/);
  expect(emitEventValidators(model, "server")).toMatch(/import type \{.*\bRule\b/);
});

test("a constraint that refers to itself explains at any depth", () => {
  const tree = { type: "object", properties: { name: { type: "string" }, inner: { $ref: "#/$defs/Tree" } }, required: ["name"] };
  const root = { type: "object", properties: { type: { const: "a" }, tree: { $ref: "#/$defs/Tree" } }, required: ["type", "tree"] };
  const { events, text } = serverEvents({ discriminator: "/type", server: [ref("A")] }, { A: root, Tree: tree });
  expect(text).toContain("() => treeRule");
  expect(events.read({ type: "a", tree: { name: "x", inner: { name: "y", inner: {} } } })).toMatchObject({
    issues: [{ path: "/tree/inner/inner/name", expected: "string", got: "nothing" }],
  });
});

test("for a union the reasons are those of the branch with the message's tag", () => {
  const part = (kind: string, more: object): object => ({
    type: "object",
    properties: { kind: { const: kind }, ...more },
    required: ["kind", ...Object.keys(more)],
  });
  const { events } = serverEvents(
    { discriminator: "/type", server: [ref("A")] },
    {
      A: event("a", {
        part: { oneOf: [part("text", { text: { type: "string" } }), part("image", { url: { type: "string" } }), { type: "null" }] },
      }),
    },
  );
  const issues = (value: unknown): readonly Issue[] => {
    const result = events.read({ type: "a", part: value });
    return result.outcome === "invalid" ? result.issues : [];
  };
  expect(issues({ kind: "image" })).toEqual([{ path: "/part/url", expected: "string", got: "nothing" }]);
  expect(issues({ kind: "video" })).toEqual([{ path: "/part/kind", expected: '"text" | "image"', got: '"video"' }]);
  expect(issues(1)).toEqual([{ path: "/part", expected: "object | null", got: "1" }]);
});
