import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder } from "../helpers/protocol-folder.js";
import type { FolderContents } from "../helpers/protocol-folder.js";
import { repository, runCli } from "../helpers/run-cli.js";
import { strictCompilerOptions } from "../helpers/strict-compiler-options.js";

type Event = Readonly<Record<string, unknown>>;
type StateModule = {
  readonly initialState: () => unknown;
  readonly applyServerEvent: (
    state: unknown,
    event: Event,
    tags?: Event,
  ) => { readonly state: unknown; readonly touched: readonly string[] };
  readonly conflationKey: (event: Event, tags?: Event) => string | undefined;
};

/** Generates a protocol, compiles it under the strictest flags, and loads its `state.ts`. */
async function compiled(contents: FolderContents): Promise<StateModule> {
  const folder = temporaryFolder({
    "package.json": { type: "module" },
    "tsconfig.json": { compilerOptions: strictCompilerOptions, include: ["generated"] },
    ...contents,
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(repository, "node_modules", "@dagwire"), join(folder, "node_modules", "@dagwire"));
  writeFileSync(join(folder, "dagwire.config.json"), JSON.stringify({ protocols: [{ schema: "protocol.json", out: "generated" }] }));
  const { code, stdout } = runCli(folder, "generate");
  expect(stdout).not.toMatch(/ error | warning /);
  expect(code).toBe(0);
  const tsc = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  expect(tsc.stdout).toBe("");
  return (await import(pathToFileURL(join(folder, "dist/generated/state.js")).href)) as StateModule;
}

const text = { type: "string" };
const map = { type: "object", additionalProperties: true };
const state = (properties: object, more: object = {}): object => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  ...more,
});

describe("state.ts compiles under the strictest flags, and its reducer is correct", () => {
  test("for combined unions that TypeScript does not narrow", async () => {
    const { initialState, applyServerEvent } = await compiled({
      "protocol.json": manifest({ server: ["e.json"], state: "s.json" }),
      "s.json": state({ things: map, "odd-name": map }),
      "e.json": {
        ...eventSchema("e", { "the-change": { $ref: "#/$defs/change" } }, ["the-change"]),
        $defs: {
          change: {
            type: "object",
            properties: { id: text, "what-now": text, size: { type: "number" } },
            required: ["id", "what-now"],
            oneOf: [
              { properties: { "what-now": { enum: ["add", "put"] } }, "x-state": { op: "set", at: "/odd-name/{id}", from: "/size" } },
              { properties: { "what-now": { const: "drop" } }, "x-state": { op: "remove", at: "/odd-name/{id}" } },
            ],
            allOf: [{ anyOf: [{ required: ["size"] }, { properties: { size: { type: "number", minimum: 3 } } }] }],
          },
        },
      },
    });
    const added = applyServerEvent(initialState(), { type: "e", "the-change": { id: "a", "what-now": "put", size: 4 } });
    expect(added).toEqual({ state: { things: {}, "odd-name": { a: 4 } }, touched: ["/odd-name/a"] });
    expect(applyServerEvent(added.state, { type: "e", "the-change": { id: "a", "what-now": "drop" } }).state).toEqual(initialState());
  });

  test("if a tag is not part of the message", async () => {
    const { initialState, applyServerEvent, conflationKey } = await compiled({
      "protocol.json": manifest({
        server: [
          { ref: "a.json", tag: { "@name": "a" } },
          { ref: "b.json", tag: { "@name": "b" } },
        ],
        discriminator: "@name",
        state: "s.json",
        terminal: ["b"],
      }),
      "s.json": state({ last: text, over: { type: "boolean" } }),
      "a.json": { type: "object", properties: { at: text }, required: ["at"], "x-state": { op: "set", at: "/last", from: "/at" } },
      "b.json": { type: "object", properties: { at: text }, required: ["at"], "x-state": { op: "set", at: "/over", value: true } },
    });
    const seen = applyServerEvent(initialState(), { at: "now" }, { name: "a" });
    expect(seen.state).toEqual({ last: "now", over: false });
    expect(conflationKey({ at: "now" }, { name: "a" })).toBe('["a"]');
    const ended = applyServerEvent(seen.state, { at: "end" }, { name: "b" });
    expect(applyServerEvent(ended.state, { at: "later" }, { name: "a" })).toEqual({ state: { last: "now", over: true }, touched: [] });
  });

  test("for names of Object.prototype, and a single event that ends the stream", async () => {
    const { initialState, applyServerEvent } = await compiled({
      "protocol.json": manifest({ server: ["e.json"], state: "s.json", terminal: ["e"] }),
      "s.json": state({ constructor: map, toString: { type: "number" } }, { title: "The whole" }),
      "e.json": {
        ...eventSchema("e", { constructor: text, toString: { type: "number" } }, ["constructor"]),
        "x-state": [
          { op: "set", at: "/constructor/{constructor}", from: "/constructor" },
          { op: "merge", at: "", pick: ["toString"] },
          { op: "set", at: "/toString", value: 7 },
        ],
      },
    });
    const { state: after } = applyServerEvent(initialState(), { type: "e", constructor: "__proto__" });
    expect(JSON.stringify(after)).toBe('{"constructor":{"__proto__":"__proto__"},"toString":7}');
  });

  test("if no event has steps", async () => {
    const { initialState, applyServerEvent, conflationKey } = await compiled({
      "protocol.json": manifest({ server: ["e.json"], state: "s.json" }),
      "s.json": state(
        { a: { type: ["integer", "null"] }, b: { const: 3 }, c: { type: "array" }, d: { $ref: "#/$defs/d" } },
        { $defs: { d: { type: "string", default: "x" } } },
      ),
      "e.json": eventSchema("e"),
    });
    const before = initialState();
    expect(before).toEqual({ a: null, b: 3, c: [], d: "x" });
    expect(applyServerEvent(before, { type: "e" }).state).toBe(before);
    expect(conflationKey({ type: "e" })).toBeUndefined();
  });
});
