// Runs as its own process: `node --expose-gc watch-heap.mjs PROJECT EDITS` edits event after event. After each edit it
// generates as `dagwire generate --watch` does. It prints the used heap in bytes after 10 edits and after EDITS edits.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultRuntime } from "../../generator/dist/index.js";
import { ProtocolBuild } from "../../generator/dist/pipeline/protocol-build.js";

const [root = "", edits = ""] = process.argv.slice(2);
const plan = { manifestPath: join(root, "schema/protocol.json"), outPath: join(root, "generated"), runtime: defaultRuntime };
const build = new ProtocolBuild(root, plan, {});
const paths = ["server", "client"].flatMap((side) => {
  const folder = join(root, "schema", side);
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
});

function run(changed) {
  const { files, diagnostics } = build.run(changed);
  if (files === undefined) throw new Error(`no files: ${JSON.stringify(diagnostics)}`);
}

/** Each edit writes names, texts and patterns that no other edit writes, in place of those of an earlier edit. */
function edit(index) {
  const path = paths[index % paths.length] ?? "";
  const schema = JSON.parse(readFileSync(path, "utf8"));
  const pattern = index % 25 === 5 ? `^[a-z]*[a-z0-9]*x{${index + 1}}$` : `^x{${index + 1}}$`;
  schema.properties = {
    type: schema.properties.type,
    [`added_${index}`]: { description: `Added by edit ${index}.`, type: "string", pattern },
    inner: { type: "object", properties: { [`deep_${index}`]: { enum: ["a", `b${index}`] } } },
  };
  writeFileSync(path, JSON.stringify(schema));
  return path;
}

function usedBytes() {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

for (const index of paths.keys()) edit(index);
run();
for (let index = 100; index < 110; index++) run([edit(index)]);
const early = usedBytes();
for (let index = 110; index < 100 + Number(edits); index++) run([edit(index)]);
process.stdout.write(JSON.stringify([early, usedBytes()]));
