import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../../helpers/run-cli.js";

const pipeline = path.join(repository, "examples/engine/pipelines/self-check.json");
const step = path.join(repository, "examples/engine/dist/steps/compare-folders.js");

test.skipIf(!existsSync(step))("the demo's first steps pass: generated files equal the committed ones", () => {
  const work = mkdtempSync(path.join(os.tmpdir(), "dagwire-self-check-"));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  const { nodes } = JSON.parse(readFileSync(pipeline, "utf8")) as { readonly nodes: Readonly<Record<string, { command?: string[] }>> };
  for (const name of ["generate", "compare"]) {
    const command = nodes[name]?.command ?? [];
    const [, ...parameters] = command.map((part) => part.replace("{work}", work));
    const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: repository, encoding: "utf8" });
    expect({ name, status, stdout, stderr }).toMatchObject({ name, status: 0 });
  }
});
