import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { editJson, makeFirstChange } from "../helpers/first-change.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { repository, runCli } from "../helpers/run-cli.js";

/** Returns the code block that follows a marker in the README. */
function snippet(marker: string): string {
  const readme = readFileSync(join(repository, "README.md"), "utf8");
  const code = new RegExp(`<!-- ${marker}:[^\\n]*-->\\n+\`\`\`ts\\n(.*?)\`\`\``, "s").exec(readme)?.[1];
  if (code === undefined) throw new Error(`README.md has no snippet "${marker}"`);
  return code;
}

function linkPackages(folder: string): void {
  mkdirSync(join(folder, "node_modules", "@types"), { recursive: true });
  for (const name of ["@dagwire", "ws", "@types/node", "@types/ws"]) {
    symlinkSync(join(repository, "node_modules", name), join(folder, "node_modules", name));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function start(folder: string, file: string): ChildProcess {
  const child = spawn(process.execPath, [file], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function firstLines(child: ChildProcess, count: number): Promise<string[]> {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.split("\n").length > count) break;
  }
  return text.split("\n").slice(0, count);
}

function compile(folder: string, ...files: readonly string[]): void {
  const options = readFileSync(join(repository, "tests/package/consumer/compiler.json"), "utf8");
  writeFileSync(join(folder, "tsconfig.json"), options.replace('"echo.ts"', files.map((file) => JSON.stringify(file)).join(", ")));
  const { stdout } = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  expect(stdout).toBe("");
}

test("the README's quick start works without a change: edit a schema, generate, import the types", async () => {
  const folder = temporaryFolder();
  linkPackages(folder);
  expect(runCli(folder, "init").code).toBe(0);
  makeFirstChange(folder);
  expect(runCli(folder, "generate").code).toBe(0);

  const port = String(await freePort());
  writeFileSync(join(folder, "server.ts"), snippet("quickstart").replace("8080", port));
  writeFileSync(join(folder, "client.ts"), snippet("quickstart-client").replace("8080", port));
  compile(folder, "server.ts", "client.ts");

  start(folder, "dist/server.js");
  expect(await firstLines(start(folder, "dist/client.js"), 2)).toEqual(["build running without a reason", "build failed cancelled"]);
});

/** A program that shows the state which docs/API.md adds to the protocol of `dagwire init`. */
const stateProgram = `
import { MockServer } from "@dagwire/runtime/testing";
import { myProtocol } from "./generated/index.js";
const server = new MockServer(myProtocol);
const run = await server.open("nightly");
run.publish({ type: "task_state", task_id: "build", state: "running" });
await run.flushed();
console.log(run.state.tasks["build"]?.state);
server.close();
`;

test("the API page's state of your own works without a change", async () => {
  const folder = temporaryFolder();
  linkPackages(folder);
  expect(runCli(folder, "init").code).toBe(0);
  const section = readFileSync(join(repository, "docs/API.md"), "utf8").split("## A state of your own\n")[1]?.split("\n## ")[0] ?? "";
  const [state = "", manifest = "", step = ""] = [...section.matchAll(/^```json\n(.*?)^```/gms)].map(([, json = ""]) => json);
  const path = /save this as `([^`]*)`/.exec(section)?.[1] ?? "";
  mkdirSync(join(folder, dirname(path)));
  writeFileSync(join(folder, path), state);
  editJson(join(folder, "schema/protocol.json"), (json) => ({ ...json, ...(JSON.parse(manifest) as object) }));
  editJson(join(folder, "schema/server/task_state.schema.json"), (json) => ({ ...json, ...(JSON.parse(step) as object) }));
  expect(runCli(folder, "generate")).toMatchObject({ code: 0 });
  expect(runCli(folder, "lint")).toMatchObject({ code: 0, stdout: "" });
  writeFileSync(join(folder, "show.ts"), stateProgram);
  compile(folder, "show.ts");
  expect(await firstLines(start(folder, "dist/show.js"), 1)).toEqual(["running"]);
});
