import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { repository } from "../helpers/run-cli.js";

/** A folder inside the repository, where Node finds the packages. */
const folder = join(repository, ".dagwire/embedding");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the code block of docs/EMBEDDING.md that contains `text`. */
function snippetWith(text: string): string {
  const guide = readFileSync(join(repository, "docs/EMBEDDING.md"), "utf8");
  const code = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, block = ""]) => block).find((block) => block.includes(text));
  if (code === undefined) throw new Error(`docs/EMBEDDING.md has no code block with ${text}`);
  return code;
}

/** Returns the code with `from` replaced. `from` has to occur once. */
function put(code: string, from: string, to: string): string {
  expect(code.split(from)).toHaveLength(2);
  return code.replace(from, to);
}

/** The TypeScript snippets are valid JavaScript too. */
function start(name: string, code: string): { readonly child: ChildProcess; readonly output: () => string } {
  const file = join(folder, name);
  writeFileSync(file, code);
  const child = spawn(process.execPath, ["--unhandled-rejections=strict", file], { cwd: temporaryFolder() });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  return { child, output: () => output };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

test("the guide's clients send their commands to the guide's server, all without a change", async () => {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const server = start("server.mjs", `${put(snippetWith("openLmdbLog("), "8080", String(port))}\nconsole.log("open");\n`);
  await expect.poll(server.output, { timeout: 10_000 }).toBe("open\n");

  /** Runs the snippet with this text, then `more`. Outside a page an address has to be absolute, and Node 20 has no global WebSocket. */
  const run = async (text: string, more: string): Promise<string> => {
    const snippet = put(snippetWith(text), '"/api/dags/', `"ws://127.0.0.1:${port}/api/dags/`);
    const setup = 'import { WebSocket } from "ws";\nglobalThis.WebSocket = WebSocket;\n';
    const client = start("client.mjs", `${setup}${snippet}\n${more}\n`);
    const code = await new Promise((resolve) => client.child.once("exit", resolve));
    expect({ code, output: client.output() }).toMatchObject({ code: 0 });
    return client.output();
  };
  const connected = await run("connect(dagEvents", "console.log(connection.info.waitingCommands); connection.close();");
  expect(connected).toMatch(/^\d+:2 running\n0\n$/);
  const kept = 'console.log("sent:", ...session.commands.getCommands().map(({ phase, error }) => `${phase} ${error ?? ""}`));';
  expect(await run("new StreamSession(", `${kept} session.close();`)).toMatch(/^sent: done $/m);
  expect(server.child.exitCode).toBeNull();
}, 30_000);
