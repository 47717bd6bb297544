import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../../../../generator/diagnostics/rules.js";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { runCommand } from "../../../helpers/run-command.js";
import { textProtocol } from "../../../helpers/text-protocol.js";

type FixedRule = { [Id in keyof typeof rules]: (typeof rules)[Id] extends { readonly isFixed: true } ? Id : never }[keyof typeof rules];
type SettableRule = Exclude<keyof typeof rules, FixedRule>;

/** The name of a command, and its arguments. */
type Command = readonly [string, ...string[]];

/** A folder in which a command reports a rule. */
type Fault = {
  readonly files: FolderContents;
  /** @default lint */
  readonly command?: Command;
  readonly config?: object;
  /** Changes the folder before the command runs. */
  readonly prepare?: (folder: string) => Promise<void> | void;
};

const against: Command = ["check", "--against", "old"];
const text = { type: "string" };
const draft7 = "http://json-schema.org/draft-07/schema#";

const of = (files: FolderContents, parts: object = { server: ["e.json"] }): Fault => ({
  files: { "protocol.json": manifest(parts), ...files },
});
const event = (properties: object, more: object = {}): Fault => of({ "e.json": { ...eventSchema("a", properties), ...more } });
const raw = (content: object | string): Fault => of({ "e.json": content });
const two = (one: object, other: object): Fault => of({ "a.json": one, "b.json": other }, { server: ["a.json", "b.json"] });
const kept = (xState: unknown, parts: object = {}, more: object = {}): Fault =>
  of(
    {
      "e.json": { ...eventSchema("e", { id: text }, ["id"]), "x-state": xState, ...more },
      "state.json": {
        type: "object",
        properties: { phase: { enum: ["open", "shut"], default: "open" }, names: { type: "object", additionalProperties: text } },
        required: ["phase"],
      },
    },
    { server: ["e.json"], state: "state.json", ...parts },
  );
const named = { op: "set", at: "/names/{id}", from: "/id" };
const texts = (parts: Parameters<typeof textProtocol>[0]): Fault => ({ files: textProtocol(parts) });

async function generated(folder: string): Promise<void> {
  expect(await runCommand(folder, "generate")).toMatchObject({ code: 0 });
}

function rewrite(folder: string, path: string, change: (content: string) => string): void {
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), "utf8")));
}

function edit(folder: string, change: (config: object) => object): void {
  rewrite(folder, "dagwire.config.json", (config) => JSON.stringify(change(JSON.parse(config) as object)));
}

/** A file that a command has written and another tool has changed. The command then checks the file. */
function rewritten(command: Command, path: string, change: (content: string) => string): Fault {
  const [name, ...args] = command;
  return {
    ...since({ "e.json": eventSchema("a") }, eventSchema("a")),
    command: [name, ...args, "--check"],
    prepare: async (folder) => {
      expect(await runCommand(folder, name, ...args)).toMatchObject({ code: 0 });
      rewrite(folder, path, change);
    },
  };
}

/** A change of an event since a baseline in the folder "old". */
function since(before: FolderContents, today: object, parts: object = {}): Fault {
  const old = Object.fromEntries(Object.entries(before).map(([path, content]) => [`old/${path}`, content]));
  const { files } = raw(today);
  const now = manifest({ server: ["e.json"], ...parts });
  return { files: { ...files, ...old, "protocol.json": now, "old/protocol.json": files["protocol.json"] ?? {} }, command: against };
}

/** Returns definitions whose dynamic anchors combine in two ways for each of them. */
function anchorWays(count: number): object {
  const stages = Array.from({ length: count }, (_, index): object => {
    const next = index + 1 < count ? { properties: { next: { $ref: `/root#/$defs/stage${index + 1}` } } } : {};
    return {
      [`stage${index}`]: { anyOf: [{ $ref: `/plain${index}` }, { $ref: `/anchored${index}` }] },
      [`plain${index}`]: { $id: `https://example.org/plain${index}`, ...next },
      [`anchored${index}`]: { $id: `https://example.org/anchored${index}`, $dynamicAnchor: `anchor${index}`, ...next },
    };
  });
  return Object.assign({}, ...stages) as object;
}

const other = manifest({ name: "other", server: ["e.json"] });
const listing = (...manifests: readonly string[]): object => ({ protocols: manifests.map((schema) => ({ schema, out: `${schema}-out` })) });

const toCrlf = (code: string): string => code.replaceAll("\n", "\r\n");
const toDeep = (code: string): string => code.replaceAll("\n  ", "\n      ");

const faults: Readonly<Record<SettableRule, Fault>> = {
  FILE_NOT_FOUND: of({}, { server: ["e.json"] }),
  FILE_UNREADABLE: of({ "e.json/inner.json": "{}" }),
  FILE_TOO_LARGE: raw(`{"description":"${"x".repeat(17 * 1024 * 1024)}"}`),
  JSON_INVALID: raw("{"),
  JSON_KEY_DUPLICATE: raw('{"type":"object","properties":{"type":{"const":"a"}},"required":[],"required":["type"]}'),
  SCHEMA_TOO_DEEP: raw(`${'{"not":'.repeat(600)}{}${"}".repeat(600)}`),
  UNKNOWN_KEYWORD: event({}, { requried: [] }),
  KEYWORD_INVALID: event({ x: { minimum: "1" } }),
  SCHEMA_LIST_EMPTY: event({ x: { oneOf: [] } }),
  KEYWORD_UNSUPPORTED: event({ x: { $ref: "#/$defs/stage0" } }, { $id: "https://example.org/root", $defs: anchorWays(11) }),
  KEYWORD_OTHER_DIALECT: event({ x: { additionalItems: false, items: text } }),
  OPENAPI_KEYWORD: event({ x: { nullable: true, enum: ["a"] } }),
  DIALECT_UNKNOWN: event({}, { $schema: "http://json-schema.org/draft-03/schema#" }),
  DIALECTS_MIXED: of({
    "e.json": eventSchema("a", { x: { $ref: "d.json" }, y: { $ref: "f.json" } }),
    "d.json": { $schema: draft7, type: "string" },
    "f.json": { $schema: draft7, type: "number" },
  }),
  REF_NOT_FOUND: event({ x: { $ref: "gone.json" } }),
  REF_AMBIGUOUS: of({
    "e.json": eventSchema("a", { x: { $ref: "https://example.org/part.json" } }),
    "one/part.json": { $id: "https://example.org/part.json", type: "string" },
    "two/part.json": { $id: "https://example.org/part.json", type: "string" },
  }),
  REF_SIBLING_IGNORED: event({ x: { $ref: "#/definitions/n", maxLength: 3 } }, { $schema: draft7, definitions: { n: text } }),
  ID_DUPLICATE: event(
    { x: { $ref: "#/$defs/a" } },
    { $defs: { a: { $id: "urn:x", type: "string" }, b: { $id: "urn:x", type: "number" } } },
  ),
  PATTERN_INVALID: event({ x: { type: "string", pattern: "(" } }),
  PATTERN_LEGACY: event({ x: { type: "string", pattern: "\\-" } }),
  PATTERN_EXPONENTIAL: event({ x: { type: "string", pattern: "^(\\w+\\s?)+$" } }),
  PATTERN_POLYNOMIAL: event({ x: { type: "string", pattern: "^a*b*a*$" } }),
  FORMAT_UNKNOWN: event({ x: { type: "string", format: "datetime" } }),
  REQUIRED_NAME_UNDECLARED: event({ x: { type: "object", properties: { note: text }, required: ["noet"] } }),
  SCHEMA_ACCEPTS_ANYTHING: event({ x: { $ref: "#/$defs/any" } }, { $defs: { any: { description: "Anything." } } }),
  SCHEMA_UNSATISFIABLE: event({ x: { type: "integer", minimum: 5, maximum: 1 } }),
  ENUM_VALUE_EXCLUDED: event({ x: { type: "string", enum: ["a", null] } }),
  UNIQUE_ITEMS_UNBOUNDED: event({ x: { type: "array", items: { type: "object" }, uniqueItems: true } }),
  UNION_MEMBERS_OVERLAP: event({ x: { oneOf: [{ type: "integer" }, { type: "number" }] } }),
  DEFINITION_UNUSED: event({}, { $defs: { unused: text } }),
  SERVER_ENUM_CLOSED: event({ x: { enum: ["a", "b"] } }),
  EXAMPLE_INVALID: event({ x: { type: "integer", examples: ["1"] } }),
  DEFAULT_INVALID: event({ x: { type: "string", default: null } }),
  EVENT_TAG_MISSING: raw({ type: "object", properties: { type: text } }),
  EVENT_TAG_OPTIONAL: raw({ type: "object", properties: { type: { const: "a" } } }),
  OPEN_TAG: raw({ type: "object", properties: { type: { "x-open": true, anyOf: [{ enum: ["a"] }, text] } }, required: ["type"] }),
  EVENT_TAG_RETIRED: of({ "e.json": eventSchema("a") }, { server: ["e.json"], retired: { server: ["a"] } }),
  EVENT_UNSATISFIABLE: event(
    {},
    { allOf: [{ properties: { n: { minimum: 3 } }, required: ["n"] }, { properties: { n: { maximum: 2, type: "number" } } }] },
  ),
  TYPE_NAME_QUALIFIED: two(
    { ...eventSchema("a", { x: { $ref: "#/$defs/part" } }), $defs: { part: { type: "object", properties: { a: text } } } },
    { ...eventSchema("b", { x: { $ref: "#/$defs/part" } }), $defs: { part: { type: "object", properties: { b: text } } } },
  ),
  STATE_STEP_INVALID: kept("set"),
  STATE_STEP_UNREACHED: event({}, { "x-state": named }),
  STATE_BRANCH_UNTOLD: kept(named, {}, { if: { properties: { id: { minLength: 3 } } }, then: { "x-state": named } }),
  STATE_TARGET_UNKNOWN: kept({ op: "set", at: "/gone", from: "/id" }),
  STATE_TARGET_BROKEN: kept({ op: "remove", at: "/phase" }),
  STATE_SOURCE_UNKNOWN: kept({ op: "set", at: "/names/{id}", from: "/gone" }),
  STATE_VALUE_UNFIT: kept({ op: "set", at: "/phase", value: "ajar" }),
  STATE_TEXT_TARGET: texts({ step: { at: "/texts/{id}" } }),
  STATE_TEXT_LIMIT: texts({ step: { limit: 101 } }),
  STATE_TEXT_SOURCE: texts({ step: { from: "/role" } }),
  STATE_TEXT_SHARED: texts({ more: [{ op: "set", at: "/texts/{id}/body/start", value: 0 }] }),
  STATE_INITIAL_UNDECIDED: of(
    { "e.json": eventSchema("a"), "state.json": { type: "object", properties: { phase: { enum: ["a", "b"] } }, required: ["phase"] } },
    { server: ["e.json"], state: "state.json" },
  ),
  TERMINAL_EVENT_UNKNOWN: kept(named, { terminal: ["f"] }),
  TERMINAL_MARK_MISSING: kept(named, { terminal: ["e"] }),
  OUTPUT_OLD: {
    ...event({}),
    command: ["generate"],
    prepare: async (folder) => {
      await generated(folder);
      rewrite(folder, "out/types.ts", (code) => `${code}import { x } from "@dagwire/runtime/codegen";\n`);
    },
  },
  OUTPUT_LINE_ENDINGS: rewritten(["generate"], "out/types.ts", toCrlf),
  OUTPUT_FORMATTED: rewritten(["generate"], "out/entry.ts", toDeep),
  PROTOCOL_VERSION_TOO_LOW: since({ "e.json": eventSchema("a") }, eventSchema("a", { x: text })),
  PROTOCOL_NAME_CHANGED: since({ "e.json": eventSchema("a") }, eventSchema("a"), { name: "other" }),
  PROTOCOL_MAJOR_CHANGED: since({ "e.json": eventSchema("a") }, eventSchema("a", { x: text }), { version: "2.0.0" }),
  PROTOCOL_REMOVED: since(
    { "e.json": eventSchema("a"), "dagwire.config.json": listing("protocol.json", "other.json"), "other.json": other },
    eventSchema("a"),
  ),
  WAIVER_EXPIRED: {
    ...since({ "e.json": eventSchema("a", { x: { enum: ["a"] } }) }, eventSchema("a", { x: { enum: ["a", "b"] } })),
    prepare: async (folder) => {
      const [, fingerprint] = /fingerprint ([0-9a-f]{16})/.exec((await runCommand(folder, ...against)).stdout) ?? [];
      edit(folder, (config) => ({ ...config, check: { waivers: [{ fingerprint, reason: "known", expires: "2020-01-01" }] } }));
    },
  },
  WAIVER_UNUSED: {
    ...since({ "e.json": eventSchema("a") }, eventSchema("a")),
    config: { check: { waivers: [{ fingerprint: "0123456789abcdef", reason: "none" }] } },
  },
  SUPPORT_STALE: {
    ...since({ "e.json": eventSchema("a") }, eventSchema("a", { x: text })),
    command: ["lint"],
    prepare: async (folder) => {
      expect(await runCommand(folder, ...against, "--matrix")).toMatchObject({ code: 0 });
      writeFolder(folder, { "e.json": eventSchema("a", { x: text, y: text }) });
    },
  },
};

/** Faults of which a severity applies to several commands. */
const more: readonly (readonly [SettableRule, Fault])[] = [
  ["OUTPUT_LINE_ENDINGS", rewritten(["docs"], "docs/test.md", toCrlf)],
  ["OUTPUT_FORMATTED", rewritten(["docs"], "docs/test.md", (page) => page.replaceAll("\n", "\n\n"))],
  ["OUTPUT_LINE_ENDINGS", rewritten(["export", "json-schema", "--out", "all.json"], "all.json", toCrlf)],
  ["OUTPUT_FORMATTED", rewritten(["export", "json-schema", "--out", "all.json"], "all.json", (json) => JSON.stringify(JSON.parse(json)))],
  ["OUTPUT_LINE_ENDINGS", rewritten([...against, "--matrix"], "protocol.support.json", toCrlf)],
  ["OUTPUT_FORMATTED", rewritten([...against, "--matrix"], "protocol.support.json", (json) => JSON.stringify(JSON.parse(json)))],
];

async function outputWith(
  rule: SettableRule,
  fault: Fault,
  severity: string,
): Promise<{ readonly code: number | null; readonly found: string[] }> {
  const config = { protocols: [{ schema: "protocol.json", out: "out" }], ...fault.config };
  const folder = temporaryFolder({ ...fault.files, "dagwire.config.json": config });
  await fault.prepare?.(folder);
  edit(folder, (one) => ({ ...one, severity: { [rule]: severity } }));
  const { code, stdout, stderr } = await runCommand(folder, ...(fault.command ?? ["lint"]));
  const found = [...`${stdout}${stderr}`.matchAll(/ (\w+) ([A-Z]+(?:_[A-Z]+)+): /g)].flatMap(([, label = "", id]) =>
    id === rule ? [label] : [],
  );
  return { code, found: [...new Set(found)] };
}

const all = [...(Object.entries(faults) as (readonly [SettableRule, Fault])[]), ...more];

test.each(all.map(([rule, fault]) => [rule, (fault.command ?? ["lint"]).join(" "), fault] as const))(
  "the severity that the config sets for %s applies to dagwire %s",
  async (rule, _command, fault) => {
    expect(await outputWith(rule, fault, "off")).toMatchObject({ found: [] });
    expect(await outputWith(rule, fault, "warning")).toMatchObject({ found: ["warning"] });
    expect(await outputWith(rule, fault, "error")).toMatchObject({ code: 1, found: ["error"] });
  },
);

test("the config sets the severity of no other rule", async () => {
  const others = Object.keys(rules).filter((id) => !Object.hasOwn(faults, id));
  expect(others.length).toBeGreaterThan(0);
  for (const id of others) {
    const folder = temporaryFolder({
      ...event({}).files,
      "dagwire.config.json": { protocols: [{ schema: "protocol.json", out: "out" }], severity: { [id]: "off" } },
    });
    const { code, stdout } = await runCommand(folder, "lint");
    expect([code, stdout]).toEqual([2, expect.stringContaining(`"severity" cannot change ${id}: `)]);
  }
});

test.each(["JSON_INVALID", "FILE_NOT_FOUND", "SCHEMA_TOO_DEEP"])(
  "a protocol without a model fails with a reason, although %s is off",
  async (rule) => {
    const manifests: Readonly<Record<string, FolderContents>> = {
      JSON_INVALID: { "protocol.json": "{" },
      FILE_NOT_FOUND: {},
      SCHEMA_TOO_DEEP: { "protocol.json": `${'{"a":'.repeat(600)}{}${"}".repeat(600)}` },
    };
    const config = { protocols: [{ schema: "protocol.json", out: "out" }], severity: { [rule]: "off" } };
    const { code, stdout } = await runCommand(temporaryFolder({ ...manifests[rule], "dagwire.config.json": config }), "generate");
    expect([code, stdout]).toEqual([2, expect.stringContaining(`error ${rule}: `)]);
  },
);
