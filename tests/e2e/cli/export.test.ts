import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { Ajv } from "ajv";
import type { AnySchema, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { carriesTags } from "../../helpers/corpus-tags.js";
import { corpusCases, readJson, writeCaseConfig } from "../../helpers/corpus.js";
import type { CorpusCase } from "../../helpers/corpus.js";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli } from "../../helpers/run-cli.js";

const options = { strict: false, logger: false, inlineRefs: false } as const;
const require = createRequire(import.meta.url);

const isAsyncApi = ((): ValidateFunction => {
  const ajv = new Ajv({ ...options, validateFormats: false });
  return ajv.compile(require("@asyncapi/specs/schemas/3.0.0-without-$id.json") as AnySchema);
})();

type AsyncApi = {
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
  readonly components: {
    readonly messages: Readonly<
      Record<
        string,
        { readonly name: string; readonly payload: { readonly $ref?: string; readonly schemaFormat?: string; readonly schema?: object } }
      >
    >;
  };
};

function exported(folder: string, ...args: readonly string[]): unknown {
  const { code, stdout, stderr } = runCli(folder, "export", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

function expectAsyncApi(document: unknown): void {
  const isValid = isAsyncApi(document);
  expect((isAsyncApi.errors ?? []).slice(0, 5)).toEqual([]);
  expect(isValid).toBe(true);
}

/** Returns references without a target. */
function dangling(document: unknown): string[] {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]*)"/g)].map(([, pointer = ""]) => pointer);
  return refs.filter((pointer) => {
    const tokens = decodeURIComponent(pointer).split("/").slice(1);
    return (
      tokens.reduce<unknown>(
        (value, token) => (value as Record<string, unknown> | undefined)?.[token.replaceAll("~1", "/").replaceAll("~0", "~")],
        document,
      ) === undefined
    );
  });
}

/** The manifest of the reference protocol. The repository has another one beside it. */
const reference = "schema/dag/protocol.json";

describe("dagwire export asyncapi", () => {
  test.each(["server", "client"])("the reference protocol as the %s sees it is valid AsyncAPI 3.0", (side) => {
    const document = exported(repository, "asyncapi", "--config", reference, "--side", side) as AsyncApi;
    expectAsyncApi(document);
    expect(dangling(document)).toEqual([]);
    expect(Object.keys(document.operations)).toEqual(
      side === "server" ? ["sendServerEvent", "receiveClientEvent"] : ["receiveServerEvent", "sendClientEvent"],
    );
  });

  test("an event that draft-07 cannot express has a schema of 2020-12 with all its definitions; headers hold out-of-band tags", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({
        name: "a b",
        server: ["open.json", { ref: "hook.json", name: "hook", tag: { "@name": "hook" } }],
      }),
      "schema/open.json": {
        ...eventSchema("open", { of: { $ref: "#/$defs/of" } }),
        unevaluatedProperties: false,
        $defs: { of: { type: "string" } },
      },
      "schema/hook.json": { type: "object", dependentRequired: { a: ["b"] } },
    });
    const document = exported(folder, "asyncapi") as AsyncApi;
    expectAsyncApi(document);
    const { OpenEvent, Hook } = document.components.messages;
    expect(OpenEvent?.payload.schemaFormat).toBe("application/schema+json;version=2020-12");
    const validate = new Ajv2020(options).compile(OpenEvent?.payload.schema ?? false);
    expect([validate({ type: "open", of: "x" }), validate({ type: "open", more: 1 }), validate({ type: "open", of: 1 })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(Hook).toMatchObject({ headers: { properties: { name: { enum: ["hook"] } }, required: ["name"] } });
  });

  test.skipIf(corpusCases().length === 0).each(corpusCases())(
    "$name is valid AsyncAPI 3.0 (../shared/corpus; skipped where absent)",
    (corpusCase) => {
      const folder = temporaryFolder();
      writeCaseConfig(corpusCase, folder);
      const document = exported(folder, "asyncapi");
      expectAsyncApi(document);
      expect(dangling(document)).toEqual([]);
    },
  );
});

describe("dagwire export json-schema", () => {
  test("the reference protocol is one document, and each example is accepted by its definition", () => {
    const document = exported(repository, "json-schema", "--config", reference) as {
      readonly $defs: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>;
    };
    const ajv = addFormats.default(new Ajv2020(options));
    ajv.addSchema(document, "bundle");
    let count = 0;
    for (const [key, { examples = [] }] of Object.entries(document.$defs)) {
      const validate = ajv.getSchema(`bundle#/$defs/${key}`);
      for (const example of examples) expect([key, validate?.(example)]).toEqual([key, true]);
      count += examples.length;
    }
    expect(count).toBeGreaterThan(10);
    expect(ajv.getSchema("bundle#/$defs/ServerEvent")?.({ type: "none" })).toBe(false);
  });

  test.skipIf(corpusCases().length === 0).each(corpusCases())(
    "$name: ajv judges every message and mutant as by the schemas as written (../shared/corpus; skipped where absent)",
    (corpusCase) => {
      const folder = temporaryFolder();
      writeCaseConfig(corpusCase, folder);
      const document = exported(folder, "json-schema") as { readonly $defs: Readonly<Record<string, object>> };
      expect(dangling(document)).toEqual([]);
      const { wrong, count } = judgedMutants(corpusCase, document);
      expect(wrong).toEqual([]);
      expect(count).toBeGreaterThan(500);
    },
    60_000,
  );
});

type Mutant = {
  readonly base: string;
  readonly ref: string;
  readonly at?: string;
  readonly op: string;
  readonly ptr: string;
  readonly value?: unknown;
  readonly accept: boolean;
};

/** Returns the mutants of events whose schema describes the whole message and fixes its tags. */
function judgedMutants(corpusCase: CorpusCase, document: object): { readonly wrong: readonly string[]; readonly count: number } {
  const ajv = addFormats.default(new Ajv2020(options));
  ajv.addSchema(document, "bundle");
  const names = new Map(corpusCase.events.filter(({ at }) => at === undefined).map(({ ref, id }) => [ref, id]));
  const keys = new Set(Object.keys((document as { readonly $defs: object }).$defs));
  const wrong: string[] = [];
  let count = 0;
  for (const line of readFileSync(join(corpusCase.folder, "examples/mutants.jsonl"), "utf8").trim().split("\n")) {
    const mutant = JSON.parse(line) as Mutant;
    const id = names.get(mutant.ref);
    const key = [id, `${(id ?? "").charAt(0).toUpperCase()}${(id ?? "").slice(1)}`].find((name) => name !== undefined && keys.has(name));
    if (key === undefined || mutant.at !== undefined) continue;
    const value = mutated(readJson(join(corpusCase.folder, mutant.base)), mutant);
    // The manifest requires a tag that the schema leaves optional, so the tag is part of the message.
    if (mutant.accept && !carriesTags(value, corpusCase, mutant.ref)) continue;
    count += 1;
    if (ajv.getSchema(`bundle#/$defs/${key}`)?.(value) !== mutant.accept) wrong.push(`${key} ${line.slice(0, 200)}`);
  }
  return { wrong, count };
}

function mutated(base: unknown, { op, ptr, value }: Mutant): unknown {
  const tokens = ptr
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = tokens.pop();
  if (last === undefined) return value;
  const parent = tokens.reduce<unknown>((inner, token) => (inner as Record<string, unknown>)[token], base) as Record<string, unknown>;
  if (op === "delete" && Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (op === "delete") delete parent[last];
  else parent[last] = value;
  return base;
}

describe("dagwire export", () => {
  const sound = { "schema/protocol.json": manifest({ server: ["a.json"] }), "schema/a.json": eventSchema("a") };

  test("--out writes, --check compares, and a file of the user is not changed", () => {
    const folder = temporaryFolder({ ...sound, "mine.json": "{}\n" });
    expect(runCli(folder, "export", "json-schema", "--out", "all.json")).toMatchObject({ code: 0, stdout: "all.json\n" });
    expect(runCli(folder, "export", "json-schema", "--out", "all.json", "--check").code).toBe(0);
    writeFileSync(join(folder, "schema/a.json"), JSON.stringify(eventSchema("a", { b: {} })));
    expect(runCli(folder, "export", "json-schema", "--out", "all.json", "--check")).toMatchObject({
      code: 1,
      stdout:
        "all.json: error STALE: does not match its schemas. Run `npx dagwire export json-schema --out all.json` and commit the result.\n",
    });
    expect(runCli(folder, "export", "asyncapi", "--out", "mine.json").stdout).toContain("OUTPUT_FOREIGN");
    expect(readFileSync(join(folder, "mine.json"), "utf8")).toBe("{}\n");
  });

  test.each([
    ["no notation", [], "name the notation: asyncapi or json-schema."],
    ["another notation", ["asyncapy"], 'Did you mean "asyncapi"?'],
    ["a side that is none", ["asyncapi", "--side", "left"], '--side is "server" or "client", not "left".'],
    ["a side of what has none", ["json-schema", "--side", "server"], "--side is for asyncapi only."],
    ["a check of nothing", ["json-schema", "--check"], "--check needs --out"],
  ])("for wrong use it prints a sentence: %s", (_name, args, want) => {
    const { code, stderr } = runCli(temporaryFolder(sound), "export", ...args);
    expect(stderr).toContain(want);
    expect(code).toBe(2);
  });

  test("of several protocols the user has to name one", () => {
    const folder = temporaryFolder({
      ...sound,
      "dagwire.config.json": {
        protocols: [
          { schema: "schema/protocol.json", out: "a" },
          { schema: "schema/protocol.json", out: "b" },
        ],
      },
    });
    expect(runCli(folder, "export", "json-schema").stderr).toContain(
      "the config names 2 protocols. Choose one: --config schema/protocol.json",
    );
  });
});

describe("dagwire generate --typebox", () => {
  test("writes schemas with their types, which compile under the strictest options and contain all definitions", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({
        server: ["a.json", { ref: "call.json", name: "Type", tag: { "/method": "call" } }],
        client: ["a.json"],
        types: ["tree.json"],
      }),
      "schema/a.json": eventSchema("a", { tree: { $ref: "tree.json" }, __proto__: { type: "string" } }, ["tree"]),
      "schema/tree.json": {
        type: "object",
        properties: { kids: { type: "array", items: { $ref: "#" } } },
        required: ["kids"],
        additionalProperties: false,
      },
      "schema/call.json": { type: "object", properties: { n: { type: "integer" } } },
      "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "generated", typebox: true }] },
    });
    expect(runCli(folder, "generate").code).toBe(0);
    expect(readFileSync(join(folder, "generated/index.ts"), "utf8")).not.toContain("typebox");
    writeFileSync(
      join(folder, "generated/use.ts"),
      `import type { Static } from "@sinclair/typebox";
import { AEvent, Tree } from "./typebox.js";
export const event: Static<typeof AEvent> = { type: "a", tree: { kids: [] } };
// @ts-expect-error a tree has kids
export const tree: Static<typeof Tree> = {};
export { AEvent, Tree };
`,
    );
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(repository, "tsconfig.base.json"),
        compilerOptions: {
          isolatedDeclarations: true,
          outDir: "out",
          rootDir: "generated",
          paths: {
            "@sinclair/typebox": [join(repository, "node_modules/@sinclair/typebox/build/esm/index.d.mts")],
            "@dagwire/runtime/codegen/v1": [join(repository, "runtime/dist/core/contract/v1/index.d.ts")],
          },
        },
        include: ["generated"],
      }),
    );
    const compiled = spawnSync(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
    expect(compiled.stdout).toBe("");
    const program = `import { AEvent, Tree } from ${JSON.stringify(join(folder, "out/typebox.js"))}; console.log(JSON.stringify([AEvent, Tree]))`;
    writeFileSync(
      join(folder, "out/typebox.js"),
      readFileSync(join(folder, "out/typebox.js"), "utf8").replace(
        "@sinclair/typebox",
        join(repository, "node_modules/@sinclair/typebox/build/esm/index.mjs"),
      ),
    );
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
    const [event, tree] = (JSON.parse(stdout) as AnySchema[]).map((schema) => new Ajv2020(options).compile(schema));
    expect([event?.({ type: "a", tree: { kids: [{ kids: [] }] } }), event?.({ type: "a", tree: { kids: [{}] } })]).toEqual([true, false]);
    expect([tree?.({ kids: [{ kids: [] }] }), tree?.({ kids: [1] })]).toEqual([true, false]);
  }, 60_000);
});
