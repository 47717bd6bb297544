import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifest, temporaryFolder } from "../helpers/protocol-folder.js";

const names = Array.from({ length: 20 }, (_, index) => `event_${index}`);

test("a thousand edits leave the heap within 5 % of the heap after the first ten", () => {
  const files = names.map((name, index) => {
    const schema = { type: "object", properties: { type: { const: name } }, required: ["type"] };
    return [`schema/${index % 4 === 0 ? "client" : "server"}/${name}.schema.json`, schema] as const;
  });
  const protocol = manifest({ server: ["server/*.schema.json"], client: ["client/*.schema.json"] });
  const root = temporaryFolder({ "schema/protocol.json": protocol, ...Object.fromEntries(files) });
  const script = join(import.meta.dirname, "watch-heap.mjs");
  // The engine compiles more functions the longer it runs, and drops some of that code at times of its own. The code is no data of the
  // generator. So the engine compiles each function once, when it loads the file, and keeps it.
  const flags = ["--expose-gc", "--no-opt", "--no-sparkplug", "--no-lazy", "--no-flush-bytecode"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, script, root, "1000"], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  const [early, late] = JSON.parse(stdout) as readonly [number, number];
  process.stdout.write(`heap after 10 edits: ${early} bytes, after 1,000 edits: ${late} bytes, ratio ${(late / early).toFixed(3)}\n`);
  expect(late / early).toBeLessThan(1.05);
});
