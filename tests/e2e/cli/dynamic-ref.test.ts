import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { EventSet } from "../../../runtime/core/contract/v1/index.js";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { strictCompilerOptions } from "../../helpers/strict-compiler-options.js";
import { repository, runCli } from "../../helpers/run-cli.js";

const contents = {
  "package.json": { type: "module" },
  "tsconfig.json": { compilerOptions: strictCompilerOptions, include: ["generated", "uses.ts"] },
  "uses.ts": `import type { TreeChangedEvent } from "./generated/index.js";
export const event: TreeChangedEvent = { type: "tree_changed", tree: { name: "a", children: [{ name: "b" }] } };
// @ts-expect-error -- a node's name is a string
export const wrong: TreeChangedEvent = { type: "tree_changed", tree: { name: "a", children: [{ name: 1 }] } };
`,
  "dagwire.config.json": { protocols: [{ schema: "protocol.json", out: "generated" }] },
  "protocol.json": manifest({ server: ["tree_changed.schema.json", "gate_waiting.schema.json"], readers: { server: "strict" } }),
  "tree_changed.schema.json": eventSchema("tree_changed", { tree: { $ref: "strict-tree.json" } }, ["tree"]),
  "gate_waiting.schema.json": eventSchema("gate_waiting", { response_schema: { $ref: "https://json-schema.org/draft/2020-12/schema" } }, [
    "response_schema",
  ]),
  "strict-tree.json": { $id: "https://example.org/strict-tree", $dynamicAnchor: "node", $ref: "tree", unevaluatedProperties: false },
  "tree.json": {
    $id: "https://example.org/tree",
    $dynamicAnchor: "node",
    type: "object",
    properties: { name: { type: "string" }, children: { type: "array", items: { $dynamicRef: "#node" } } },
    required: ["name"],
  },
};

test("an extended tree and a property that holds a schema are generated, compiled and run", async () => {
  const folder = temporaryFolder(contents);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(repository, "node_modules", "@dagwire"), join(folder, "node_modules", "@dagwire"));
  const { code, stdout } = runCli(folder, "generate");
  expect(stdout).not.toMatch(/ (error|warning) /);
  expect(code).toBe(0);
  expect(spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" }).stdout).toBe("");

  const loaded = (await import(pathToFileURL(join(folder, "dist/generated/server-event-validator.js")).href)) as {
    readonly serverEvents: EventSet<Record<string, unknown>>;
  };
  const { serverEvents } = loaded;
  const treeOf = (child: object): object => ({ type: "tree_changed", tree: { name: "a", children: [{ name: "b", children: [child] }] } });
  expect(serverEvents.read(treeOf({ name: "c" })).outcome).toBe("event");
  expect(serverEvents.read(treeOf({ name: "c", nmae: "d" }))).toEqual({
    outcome: "invalid",
    issues: [{ path: "/tree/children/0/children/0/nmae", expected: "no such property", got: '"d"' }],
  });
  const gateOf = (type: string): object => ({ type: "gate_waiting", response_schema: { properties: { approved: { type } } } });
  expect(serverEvents.read(gateOf("boolean")).outcome).toBe("event");
  const refused = serverEvents.read(gateOf("bool"));
  expect(refused.outcome === "invalid" && refused.issues[0]?.path).toBe("/response_schema/properties/approved/type");
});
