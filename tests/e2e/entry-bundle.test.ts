import { cpSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { repository } from "../helpers/run-cli.js";

const alias = [{ find: "@dagwire/runtime/codegen/v1", replacement: join(repository, "runtime/core/contract/v1/index.ts") }];

/** Bundles a page's script with generated files. No package.json declares these free of side effects. */
async function bundle(script: string): Promise<string> {
  const root = temporaryFolder({ "main.ts": script });
  const isSource = (path: string): boolean => !/[/\\](?:dist|node_modules|react\.ts|package\.json|tsconfig\.json)$/.test(path);
  cpSync(join(repository, "generated"), join(root, "generated"), { recursive: true, filter: isSource });
  const rollupOptions = { input: join(root, "main.ts") };
  const result = await build({
    root,
    configFile: false,
    logLevel: "silent",
    resolve: { alias },
    build: { write: false, minify: false, rollupOptions },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs
    .flatMap((output) => ("output" in output ? output.output : []))
    .map((file) => (file.type === "chunk" ? file.code : ""))
    .join("\n");
}

test("a page that imports the entry without the state loads no code of the state", async () => {
  const without = await bundle('import { dagEvents } from "./generated/index.js";\nconsole.log(dagEvents);\n');
  expect(without).toContain('name: "dag-stream"');
  expect(without).toContain("human_decision");
  expect(without).not.toContain("StateDraft");
  expect(without).not.toContain("conflate");
  const whole = await bundle('import { dag } from "./generated/index.js";\nconsole.log(dag);\n');
  expect(whole).toContain("StateDraft");
  expect(whole.match(/name: "dag-stream"/g)).toHaveLength(1);
});

test("a page that imports neither entry loads none", async () => {
  const text = await bundle('import { nodeStatusValues } from "./generated/index.js";\nconsole.log(nodeStatusValues);\n');
  expect(text).toContain("completed");
  expect(text).not.toContain("dag-stream");
});
