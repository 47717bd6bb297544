import { describe, expect, test } from "vitest";
import { subsetQuestions } from "../../../../../generator/check/provers.js";
import { Consumer } from "../../../../../generator/evolution/peer/consumer.js";
import type { Reader } from "../../../../../generator/schema/reader-view.js";
import type { Direction } from "../../../../../generator/model/event-model.js";
import type { ProtocolModel } from "../../../../../generator/model/protocol.js";
import { modelOf } from "../../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../../helpers/protocol-folder.js";

function model(parts: object, files: FolderContents): ProtocolModel {
  const { model: built, text } = modelOf({ "protocol.json": manifest(parts), ...files });
  if (built === undefined) throw new Error(text);
  return built;
}

function verdicts(producer: ProtocolModel, reader: ProtocolModel, how: Reader, direction: Direction = "server"): Record<string, string> {
  const consumer = new Consumer(reader, direction, subsetQuestions(), how);
  return Object.fromEntries(producer[direction].events.map((event) => [event.name, consumer.verdictOn(event).verdict]));
}

const one = (schema: object): ProtocolModel => model({ server: ["a.json"] }, { "a.json": schema });
const closed = (schema: object): object => ({ ...schema, additionalProperties: false });
const text = { type: "string" };
const base = eventSchema("a", { x: { enum: ["p", "q"] }, n: { type: "integer" } }, ["x"]);
const other = (properties: object, required: readonly string[] = ["x"]): object => eventSchema("a", properties, required);

/** The columns: new → old strict, new → old tolerant, old → new strict, old → new tolerant. */
type Row = readonly [name: string, before: object, after: object, want: readonly [string, string, string, string]];
const properties = { x: { enum: ["p", "q"] }, n: { type: "integer" } };
const rows: readonly Row[] = [
  ["nothing", base, base, ["ok", "ok", "ok", "ok"]],
  ["add an optional field, open", base, other({ ...properties, y: text }), ["ok", "ok", "ok", "ok"]],
  ["add an optional field, closed", closed(base), closed(other({ ...properties, y: text })), ["breaking", "ok", "ok", "ok"]],
  ["add a required field", closed(base), closed(other({ ...properties, y: text }, ["x", "y"])), ["breaking", "ok", "breaking", "breaking"]],
  ["remove an optional field", closed(base), closed(other({ x: properties.x })), ["ok", "ok", "breaking", "ok"]],
  ["remove a required field", closed(base), closed(other({ n: properties.n }, [])), ["breaking", "breaking", "breaking", "ok"]],
  ["optional becomes required", base, other(properties, ["x", "n"]), ["ok", "ok", "breaking", "breaking"]],
  ["required becomes optional", base, other(properties, []), ["breaking", "breaking", "ok", "ok"]],
  ["widen an enum", base, other({ ...properties, x: { enum: ["p", "q", "r"] } }), ["breaking", "breaking", "ok", "ok"]],
  ["integer becomes number", base, other({ ...properties, n: { type: "number" } }), ["breaking", "breaking", "ok", "ok"]],
  ["open becomes closed", base, closed(base), ["ok", "ok", "ok", "ok"]],
  ["closed becomes open", closed(base), base, ["ok", "ok", "ok", "ok"]],
  ["a description", base, { ...base, description: "x" }, ["ok", "ok", "ok", "ok"]],
  ["an allOf around all", base, { allOf: [base] }, ["ok", "ok", "ok", "ok"]],
  ["fold into a union of parts", base, { ...base, allOf: [{ properties: { n: { type: "integer" } } }] }, ["ok", "ok", "ok", "ok"]],
];

describe("a change of one event", () => {
  test.each(rows)("%s", (_name, before, after, want) => {
    const [then, now] = [one(before), one(after)];
    const got = [
      verdicts(now, then, "strict"),
      verdicts(now, then, "tolerant"),
      verdicts(then, now, "strict"),
      verdicts(then, now, "tolerant"),
    ].map((record) => record["a"]);
    expect(got).toEqual(want);
  });
});

describe("added, removed and merged events", () => {
  const a = eventSchema("a");
  const b = eventSchema("b");
  const both = (): ProtocolModel => model({ server: ["a.json", "b.json"] }, { "a.json": a, "b.json": b });
  const only = (): ProtocolModel => model({ server: ["a.json"] }, { "a.json": a });

  test("a tolerant reader skips an unknown event, a strict one refuses it", () => {
    expect(verdicts(both(), only(), "tolerant")).toEqual({ a: "ok", b: "skip" });
    expect(verdicts(both(), only(), "strict")).toEqual({ a: "ok", b: "breaking" });
  });

  test("an unknown event that must be understood is refused", () => {
    const asking = model({ server: ["a.json", "b.json"] }, { "a.json": a, "b.json": { ...b, "x-must-understand": true } });
    expect(verdicts(asking, only(), "tolerant")).toEqual({ a: "ok", b: "breaking" });
  });

  test("two events that are folded into one have the same messages", () => {
    const folded = model({ server: ["ab.json"] }, { "ab.json": { ...a, properties: { type: { enum: ["a", "b"] } } } });
    expect(verdicts(folded, both(), "strict")).toEqual({ AbEvent: "ok" });
    expect(verdicts(both(), folded, "strict")).toEqual({ a: "ok", b: "ok" });
    expect(verdicts(folded, only(), "tolerant")).toEqual({ AbEvent: "skip" });
    expect(verdicts(folded, only(), "strict")).toEqual({ AbEvent: "breaking" });
  });

  test("another name for the same tag is the same event", () => {
    const renamed = model({ server: [{ ref: "z.json", name: "zed" }] }, { "z.json": a });
    expect(verdicts(renamed, only(), "strict")).toEqual({ zed: "ok" });
  });

  test("with another discriminator every event is unknown", () => {
    const kinds = model(
      { discriminator: "/kind", server: ["a.json"] },
      { "a.json": { type: "object", properties: { kind: { const: "a" } }, required: ["kind"] } },
    );
    expect(verdicts(kinds, only(), "tolerant")).toEqual({ a: "skip" });
    expect(verdicts(kinds, only(), "strict")).toEqual({ a: "breaking" });
  });

  test("the event with the more specific tag gets the message", () => {
    const general = { type: "object", properties: { type: { const: "a" }, kind: text }, required: ["type", "kind"] };
    const special = {
      type: "object",
      properties: { type: { const: "a" }, kind: { const: "k" }, n: { type: "integer" } },
      required: ["type", "kind", "n"],
    };
    const split = model({ discriminator: ["/type", "/kind"], server: ["g.json", "s.json"] }, { "g.json": general, "s.json": special });
    const whole = model({ discriminator: ["/type", "/kind"], server: ["g.json"] }, { "g.json": general });
    expect(verdicts(whole, split, "tolerant")).toEqual({ a: "breaking" });
    expect(verdicts(split, whole, "tolerant")).toEqual({ a: "ok", "a/k": "ok" });
  });

  test("an event without dispatch is identified by its name", () => {
    const untagged = (schema: object): ProtocolModel =>
      model({ client: [{ ref: "r.json", name: "reply", tag: null }] }, { "r.json": schema });
    const [then, now] = [
      untagged({ type: "object", properties: { id: { type: "integer" } } }),
      untagged({ type: "object", properties: { id: text } }),
    ];
    expect(verdicts(now, then, "tolerant", "client")).toEqual({ reply: "breaking" });
    expect(verdicts(now, model({}, {}), "tolerant", "client")).toEqual({ reply: "skip" });
  });

  test("an out-of-band tag splits an event", () => {
    const entry = (ref: string, name: string, tag: object): object => ({ ref, name, tag });
    const joined = model(
      { server: [entry("p.json", "both", { "@event": ["x", "y"] })] },
      { "p.json": { type: "object", properties: { n: { type: "integer" } } } },
    );
    const apart = model(
      { server: [entry("p.json", "x", { "@event": "x" }), entry("q.json", "y", { "@event": "y" })] },
      { "p.json": { type: "object", properties: { n: { type: "integer" } } }, "q.json": { type: "object", properties: { n: text } } },
    );
    expect(verdicts(joined, apart, "tolerant")).toEqual({ both: "breaking" });
    expect(verdicts(apart, joined, "tolerant")).toEqual({ x: "ok", y: "breaking" });
  });

  test("the content of an envelope moves", () => {
    const part = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const at = (pointer: string): ProtocolModel =>
      model({ discriminator: "/method", server: [{ ref: "p.json", name: "m", tag: { "/method": "m" }, at: pointer }] }, { "p.json": part });
    expect(verdicts(at("/params"), at("/params"), "strict")).toEqual({ m: "ok" });
    expect(verdicts(at("/args"), at("/params"), "tolerant")).toEqual({ m: "breaking" });
  });

  test("if no message satisfies the closed view, the schema itself counts", () => {
    const odd = { type: "object", properties: { type: { const: "a" }, n: { type: "integer" } }, required: ["type"], minProperties: 3 };
    const strict = { type: "object", properties: { type: { const: "a" }, n: text }, required: ["type"] };
    expect(verdicts(one(odd), one(strict), "tolerant")).toEqual({ a: "breaking" });
  });
});
