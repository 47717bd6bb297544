import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { StatementPrinter } from "../../../../generator/emit/print/statement-printer.js";
import { generateProtocol } from "../../../../generator/pipeline/generate.js";
import { ProtocolBuild } from "../../../../generator/pipeline/protocol-build.js";
import { Random } from "../../../fuzz/random.js";
import { manifest, temporaryFolder, writeFolder } from "../../../helpers/protocol-folder.js";

type Draft = Record<string, object | string>;

const text = { type: "string" };

/** The schemas that the properties of events and definitions use in turn. */
const shapes: readonly ((random: Random) => object)[] = [
  () => text,
  (random) => ({ type: "string", maxLength: random.below(9) + 1, description: `About ${random.below(5)}.` }),
  (random) => ({ type: "integer", minimum: random.below(4) }),
  (random) => ({ enum: ["a", "b", `c${random.below(4)}`] }),
  (random) => ({ enum: random.list(14, () => `v${random.below(99)}`).filter((value, index, all) => all.indexOf(value) === index) }),
  (random) => ({ type: "string", pattern: `^[a-z]{${random.below(3) + 1}}$` }),
  (random) => ({ $ref: `../common/${random.pick(["one", "two"])}.schema.json` }),
  (random) => ({ $ref: `../common/two.schema.json#/$defs/${random.pick(["left", "right"])}` }),
  (random) => ({
    type: "object",
    properties: { deep: { type: "integer", maximum: random.below(9) }, more: text },
    required: ["deep"],
    additionalProperties: false,
  }),
  (random) => ({ type: "array", items: { $ref: "../common/one.schema.json" }, maxItems: random.below(3) + 1 }),
  (random) => ({ anyOf: [text, { type: "object", properties: { kind: { const: `k${random.below(3)}` } }, required: ["kind"] }] }),
  () => ({ type: "string", format: "date-time", default: "never" }),
];

function someProperties(random: Random): object {
  const names = ["status", "item", "known", "value", "left", "label"].filter(() => random.chance(0.5));
  return Object.fromEntries(names.map((name) => [name, random.pick(shapes)(random)]));
}

function event(name: string, random: Random): object {
  // Another definition of this name changes the name of the one in two.schema.json, to which other events refer.
  const hasRival = random.chance(0.2);
  const own = hasRival ? { own: { $ref: "#/$defs/left" } } : {};
  const properties = { type: { const: name }, ...someProperties(random), ...own };
  const step = { op: "set", at: "/id", value: random.pick(["begun", "done"]) };
  return {
    type: "object",
    properties,
    required: ["type"],
    ...(random.chance(0.3) && { additionalProperties: false }),
    ...(hasRival && { $defs: { left: definition(random) } }),
    ...(isOfServer(name) && random.chance(0.5) && { "x-state": step }),
  };
}

const definition = (random: Random): object => ({
  type: "object",
  properties: { id: text, n: { type: "integer", maximum: random.below(20) } },
  required: ["id"],
});

function twoDefinitions(random: Random): object {
  return {
    ...definition(random),
    $defs: {
      left: definition(random),
      right: { type: "object", properties: { next: { $ref: "#/$defs/right" }, to: { $ref: "#/$defs/left" } } },
    },
  };
}

const eventNames = ["alpha", "beta", "gamma", "delta"];

function isOfServer(name: string): boolean {
  return name < "c";
}

function pathOf(name: string): string {
  return `schema/${isOfServer(name) ? "server" : "client"}/${name}.schema.json`;
}

/** Makes one edit: the files that it writes. `undefined` removes a file. */
function someEdit(random: Random): Readonly<Record<string, object | string | undefined>> {
  const name = random.pick(eventNames);
  const edits: readonly (() => Readonly<Record<string, object | string | undefined>>)[] = [
    () => ({ [pathOf(name)]: event(name, random) }),
    () => ({ [pathOf(name)]: event(name, random), [pathOf("beta")]: event("beta", random) }),
    () => ({ "schema/common/one.schema.json": definition(random) }),
    () => ({ "schema/common/two.schema.json": twoDefinitions(random) }),
    () => ({ [pathOf(name)]: random.pick(["{", '{ "type": 7 }', '{ "requried": [] }', '{ "$ref": "gone.json" }']) }),
    () => ({ "schema/common/one.schema.json": { ...definition(random), $id: `https://example.test/${random.below(2)}` } }),
    () => ({ [pathOf("added")]: random.chance(0.5) ? event("added", random) : undefined }),
    () => ({ "schema/protocol.json": { ...random.pick([manifestText, manifestWithState]), version: `1.0.${random.below(9)}` } }),
  ];
  return random.chance(0.6) ? { [pathOf(name)]: event(name, random) } : random.pick(edits)();
}

const manifestText = manifest({ server: ["server/*.schema.json"], client: ["client/*.schema.json"], types: ["common/*.schema.json"] });

/** Without a state, the steps of events are findings. */
const manifestWithState = { ...manifestText, state: "common/one.schema.json" };

function start(random: Random): string {
  const files: Draft = {
    "schema/protocol.json": manifestWithState,
    "schema/common/one.schema.json": definition(random),
    "schema/common/two.schema.json": twoDefinitions(random),
  };
  for (const name of eventNames) files[pathOf(name)] = event(name, random);
  return temporaryFolder(files);
}

function apply(folder: string, edit: Readonly<Record<string, object | string | undefined>>): string[] {
  return Object.entries(edit).map(([path, contents]) => {
    if (contents === undefined) rmSync(join(folder, path), { force: true });
    else writeFolder(folder, { [path]: contents });
    return join(folder, path);
  });
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

test.each(seeds)("after any edits a build gives what a fresh run gives, byte for byte (seed %i)", (seed) => {
  const random = new Random(seed);
  const folder = start(random);
  const plan = { manifestPath: join(folder, "schema/protocol.json"), outPath: join(folder, "generated"), runtime: defaultRuntime };
  const build = new ProtocolBuild(folder, plan, {});
  build.run();
  for (let count = 0; count < 25; count++) {
    const { files, diagnostics, isReadable } = build.run(apply(folder, someEdit(random)));
    const fresh = generateProtocol(folder, plan, {}, { printer: new StatementPrinter(build.printed) });
    expect({ files, diagnostics, isReadable }).toEqual({
      files: fresh.files,
      diagnostics: fresh.diagnostics,
      isReadable: fresh.isReadable,
    });
  }
});
