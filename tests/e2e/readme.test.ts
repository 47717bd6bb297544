import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFirstChange } from "../helpers/first-change.js";
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

test("the README's quick start works without a change: edit a schema, generate, import the types", async () => {
  const folder = temporaryFolder();
  linkPackages(folder);
  expect(runCli(folder, "init").code).toBe(0);
  makeFirstChange(folder);
  expect(runCli(folder, "generate").code).toBe(0);

  const port = String(await freePort());
  // Node 20 has no global WebSocket. The README says to pass this one.
  const client = `import { WebSocket } from "ws";\n${snippet("quickstart-client").replace("handlers });", "handlers, WebSocket });")}`;
  writeFileSync(join(folder, "server.ts"), snippet("quickstart").replace("8080", port));
  writeFileSync(join(folder, "client.ts"), client.replace("8080", port));
  writeFileSync(
    join(folder, "tsconfig.json"),
    readFileSync(join(repository, "tests/package/consumer/compiler.json"), "utf8").replace('"echo.ts"', '"server.ts", "client.ts"'),
  );
  const compiled = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  expect(compiled.stdout).toBe("");

  start(folder, "dist/server.js");
  expect(await firstLines(start(folder, "dist/client.js"), 2)).toEqual(["build running without a reason", "build failed cancelled"]);
});
