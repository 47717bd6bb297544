import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../helpers/protocol-folder.js";
import { repository } from "../../helpers/run-cli.js";

/** A running `dagwire generate --watch`. */
class Watching {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #text = "";
  #read = 0;

  constructor(folder: string) {
    const args = [`${repository}generator/bin/dagwire.js`, "generate", "--watch"];
    this.#child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#text += text;
        for (const check of this.#waiting) check();
      });
    }
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  /** Waits for the next match in the output. Returns the output up to it. */
  async until(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const check = (): void => {
        const rest = this.#text.slice(this.#read);
        const match = pattern.exec(rest);
        if (match === null) return;
        const end = match.index + match[0].length;
        this.#read += end;
        this.#waiting.delete(check);
        resolve(rest.slice(0, end));
      };
      this.#waiting.add(check);
      check();
    });
  }

  async interrupted(): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    return new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => resolve({ code, signal }));
      this.#child.kill("SIGINT");
    });
  }
}

const line = /changed: .*\n/;

async function watching(more: Parameters<typeof writeFolder>[1] = {}): Promise<{ readonly folder: string; readonly watch: Watching }> {
  const folder = temporaryFolder({
    "schema/protocol.json": manifest({ server: ["server/*.schema.json"] }),
    "schema/server/a.schema.json": eventSchema("a", { n: { type: "integer", maximum: 1 } }),
    ...more,
  });
  const watch = new Watching(folder);
  await watch.until(/watching for changes.*\n/);
  return { folder, watch };
}

const types = (folder: string, out = "generated"): string => readFileSync(join(folder, out, "server-event.ts"), "utf8");

describe("dagwire generate --watch", () => {
  test("writes at once, again after a change, and ends with 0 on Ctrl-C", async () => {
    const { folder, watch } = await watching();
    expect(types(folder)).toContain("at most 1.");
    writeFolder(folder, { "schema/server/a.schema.json": eventSchema("a", { n: { type: "integer", maximum: 2 } }) });
    const said = await watch.until(line);
    expect(said).toMatch(/schema\/server\/a\.schema\.json changed: \d+ files? written, \d+ ms\n$/);
    expect(said).toContain("generated/server-event.ts\n");
    expect(types(folder)).toContain("at most 2.");
    expect(await watch.interrupted()).toEqual({ code: 0, signal: null });
  });

  test("survives saves that rename over the file", async () => {
    const { folder, watch } = await watching();
    for (const maximum of [3, 4, 5]) {
      writeFolder(folder, { "schema/server/.a.tmp": eventSchema("a", { n: { type: "integer", maximum } }) });
      renameSync(join(folder, "schema/server/.a.tmp"), join(folder, "schema/server/a.schema.json"));
      while (!types(folder).includes(`at most ${maximum}.`)) await watch.until(line);
    }
  });

  test("for a broken file it prints the place and keeps the output; after the correction it writes again", async () => {
    const { folder, watch } = await watching();
    const before = types(folder);
    writeFolder(folder, { "schema/server/a.schema.json": '{\n  "type": "object",\n' });
    expect(await watch.until(line)).toMatch(
      /schema\/server\/a\.schema\.json:3:1 error JSON_INVALID[^]*1 error; the generated files stay as they were, \d+ ms\n$/,
    );
    expect(types(folder)).toBe(before);
    writeFolder(folder, { "schema/server/a.schema.json": eventSchema("a", { n: { type: "integer", maximum: 9 } }) });
    while (!types(folder).includes("at most 9.")) await watch.until(line);
  });

  test("notices added and removed files, and a folder that is removed and made again", async () => {
    const { folder, watch } = await watching();
    writeFolder(folder, { "schema/server/b.schema.json": eventSchema("b") });
    while (!types(folder).includes("BEvent")) await watch.until(line);
    rmSync(join(folder, "schema/server/b.schema.json"));
    while (types(folder).includes("BEvent")) await watch.until(line);
    rmSync(join(folder, "schema/server"), { recursive: true });
    expect(await watch.until(/error; the generated files stay as they were.*\n/)).toContain("FILE_NOT_FOUND");
    mkdirSync(join(folder, "schema/server"));
    writeFolder(folder, { "schema/server/c.schema.json": eventSchema("c") });
    while (!types(folder).includes("CEvent")) await watch.until(line);
    writeFolder(folder, { "schema/server/c.schema.json": eventSchema("c", { late: { type: "string" } }) });
    while (!types(folder).includes("late")) await watch.until(line);
  });

  test("follows the manifest and the config, also a config that is made later", async () => {
    const { folder, watch } = await watching();
    writeFolder(folder, { "schema/protocol.json": manifest({ server: ["server/*.schema.json"], version: "2.0.0" }) });
    while (!readFileSync(join(folder, "generated/entry.ts"), "utf8").includes("2.0.0")) await watch.until(line);
    writeFolder(folder, { "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "elsewhere" }] } });
    while (!existsSync(join(folder, "elsewhere/server-event.ts"))) await watch.until(line);
    writeFolder(folder, { "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", oot: "elsewhere" }] } });
    expect(await watch.until(/dagwire\.config\.json:.*error UNKNOWN_OPTION.*\n/)).toContain('"oot" is not an option.');
    writeFolder(folder, { "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "third" }] } });
    while (!existsSync(join(folder, "third/server-event.ts"))) await watch.until(line);
  });

  test("a burst of changes causes one run", async () => {
    const { folder, watch } = await watching();
    for (let index = 0; index < 40; index++)
      writeFileSync(join(folder, `schema/server/e${index}.schema.json`), JSON.stringify(eventSchema(`e${index}`)));
    let runs = 0;
    while (!types(folder).includes("E39Event")) {
      await watch.until(line);
      runs++;
    }
    expect(runs).toBeLessThan(5);
  });
});
