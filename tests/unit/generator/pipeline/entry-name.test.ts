import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { formatText } from "../../../../generator/diagnostics/format-text.js";
import { generateProtocol } from "../../../../generator/pipeline/generate.js";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";

/** Generates a protocol of one event and a state. `entry` is the option of the config. */
function generated(name: string, entry?: string, file = "count.json"): { readonly paths: readonly string[]; readonly findings: string } {
  const folder = temporaryFolder({
    "protocol.json": manifest({ name, server: ["counted.json"], state: file }),
    "counted.json": {
      ...eventSchema("counted", { count: { type: "integer" } }, ["count"]),
      "x-state": { op: "merge", at: "", pick: ["count"] },
    },
    [file]: { type: "object", properties: { count: { type: "integer", default: 0 } }, required: ["count"] },
  });
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime, entry };
  const { files = [], diagnostics } = generateProtocol(folder, plan);
  return { paths: files.map(({ path }) => path), findings: formatText(diagnostics) };
}

describe("the name of the entry object", () => {
  test.each([
    ["dag-stream", undefined],
    ["types", "dag"],
    ["class", "dag"],
    ["types", undefined],
  ])("protocol %o, entry %o: files are written", (name, entry) => {
    expect(generated(name, entry)).toMatchObject({ findings: "", paths: expect.arrayContaining(["entry.ts", "index.ts"]) as unknown });
  });

  test.each([
    ["class", undefined, '"class" cannot be the name of a constant in TypeScript.'],
    ["---", undefined, '"" cannot be the name of a constant in TypeScript.'],
    ["dag", "arguments", '"arguments" cannot be the name of a constant in TypeScript.'],
    ["server-events", undefined, '"server-event-validator.ts" exports "serverEvents" too.'],
    ["dag", "client", '"client-event-validator.ts" exports "clientEvents" too.'],
  ])("protocol %o, entry %o: %s", (name, entry, reason) => {
    const { paths, findings } = generated(name, entry);
    expect(findings).toBe(
      `protocol.json: error OUTPUT_ENTRY_NAME: Protocol "${name}" needs another name for its entry object: ${reason} ` +
        'Set the option "entry" of the protocol in dagwire.config.json to another name.\n',
    );
    expect(paths).toEqual([]);
  });

  test("the types of the entry get a name that no type of the protocol has", () => {
    expect(generated("dag", undefined, "dag_types.json").findings).toContain('"types.ts" exports "DagTypes" too.');
  });
});
