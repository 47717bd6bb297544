import { cpSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test } from "vitest";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { generateProtocol } from "../../generator/pipeline/generate.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { repository } from "../helpers/run-cli.js";

const alias = [
  { find: "@dagwire/runtime/codegen/v1", replacement: join(repository, "runtime/core/contract/v1/index.ts") },
  { find: "@dagwire/runtime/react", replacement: join(repository, "runtime/react/index.ts") },
];

/** Returns the bytes of the client, the hooks, the validators and the state of a protocol, min and gzip, without React. */
async function sizeOf(schemas: string): Promise<number> {
  const root = temporaryFolder({ "main.ts": 'export * from "./generated/react.js";\n' });
  cpSync(schemas, join(root, "schemas"), { recursive: true });
  const plan = {
    manifestPath: join(root, "schemas/protocol.json"),
    outPath: "",
    runtime: defaultRuntime,
    typebox: false,
    react: "dag",
  } as const;
  const { files = [] } = generateProtocol(root, plan);
  const generated = temporaryFolder(Object.fromEntries(files.map(({ path, text }) => [path, text])));
  cpSync(generated, join(root, "generated"), { recursive: true });
  const rollupOptions = { input: join(root, "main.ts"), external: ["react"], preserveEntrySignatures: "strict" as const };
  const result = await build({ root, configFile: false, logLevel: "silent", resolve: { alias }, build: { write: false, rollupOptions } });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((output) => ("output" in output ? output.output : []));
  const code = outputs.map((file) => (file.type === "chunk" ? file.code : "")).join("");
  return gzipSync(code, { level: 9 }).length;
}

test("protocol 1.0 adds at most 25 kB to a page; 1.1 adds its words for agents", { timeout: 60_000 }, async () => {
  const [before, now] = [await sizeOf(join(repository, "tests/baselines/dag-1.0.0")), await sizeOf(join(repository, "schema/dag"))];
  console.log(`client, hooks, validators and state, min + gzip: ${before} bytes for protocol 1.0, ${now} for 1.1`);
  expect(before).toBeGreaterThan(15_000);
  expect(before).toBeLessThanOrEqual(25_000);
  expect(now).toBeLessThanOrEqual(29_500);
});
