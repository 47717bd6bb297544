import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, createServer } from "vite";
import type { HotPayload, InlineConfig, Logger, ViteDevServer } from "vite";
import { describe, expect, onTestFinished, test } from "vitest";
import { dagwire } from "../../generator/vite.js";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../helpers/protocol-folder.js";
import type { FolderContents } from "../helpers/protocol-folder.js";
import { repository } from "../helpers/run-cli.js";
import { until } from "../helpers/stream-harness.js";

function project(more: FolderContents = {}): string {
  return temporaryFolder({
    "index.html": '<script type="module" src="/main.ts"></script>\n',
    "main.ts": 'import { test } from "./generated/entry.js";\ndocument.title = test.version;\n',
    "schema/protocol.json": manifest({ server: ["server/*.schema.json"] }),
    "schema/server/a.schema.json": eventSchema("a", { n: { type: "integer", maximum: 1 } }),
    ...more,
  });
}

function silentLogger(said: string[]): Logger {
  const say = (text: string): void => void said.push(text);
  return { info: say, warn: say, warnOnce: say, error: say, clearScreen: () => undefined, hasErrorLogged: () => false, hasWarned: false };
}

function config(root: string, said: string[] = []): InlineConfig {
  const alias = { "@dagwire/runtime/codegen/v1": join(repository, "runtime/core/contract/v1/index.ts") };
  const customLogger = silentLogger(said);
  return { root, configFile: false, logLevel: "silent", customLogger, plugins: [dagwire()], resolve: { alias }, build: { write: false } };
}

const broken = '{\n  "type": "object",\n  "requried": [],\n  "properties": { "type": { "const": "a" } },\n  "required": ["type"]\n}\n';

const types = (folder: string): string => readFileSync(join(folder, "generated/server-event.ts"), "utf8");

/** Connects to a Vite server like a browser and collects its messages. */
class Sent {
  readonly #payloads: HotPayload[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(server: ViteDevServer) {
    const send = server.ws.send.bind(server.ws);
    server.ws.send = (...args: readonly unknown[]): void => {
      const [payload] = args;
      if (typeof payload === "object" && payload !== null) this.#payloads.push(payload as HotPayload);
      for (const check of this.#waiting) check();
      Reflect.apply(send, undefined, args);
    };
  }

  async next<Type extends HotPayload["type"]>(type: Type): Promise<HotPayload & { readonly type: Type }> {
    return new Promise((resolve) => {
      const check = (): void => {
        const index = this.#payloads.findIndex((payload) => payload.type === type);
        const payload = this.#payloads[index];
        if (payload === undefined) return;
        this.#payloads.splice(0, index + 1);
        this.#waiting.delete(check);
        resolve(payload as HotPayload & { readonly type: Type });
      };
      this.#waiting.add(check);
      check();
    });
  }
}

async function serving(root: string): Promise<{ readonly server: ViteDevServer; readonly sent: Sent; readonly said: string[] }> {
  const said: string[] = [];
  const server = await createServer({
    ...config(root, said),
    server: { middlewareMode: true, ws: false },
    appType: "custom",
    optimizeDeps: { noDiscovery: true },
  });
  onTestFinished(async () => server.close());
  // A save before the watcher knows the file would be no event.
  const isWatched = (): boolean => server.watcher.getWatched()[join(root, "schema/server")]?.includes("a.schema.json") === true;
  await until(isWatched, "a watcher of the schemas");
  return { server, sent: new Sent(server), said };
}

describe("dagwire/vite", () => {
  test("generates before a build", async () => {
    const root = project();
    await build(config(root));
    expect(types(root)).toContain("at most 1.");
  });

  test("findings fail the build, with their place", async () => {
    const root = project({ "schema/server/a.schema.json": broken });
    await expect(build(config(root))).rejects.toThrow(
      /schema\/server\/a\.schema\.json:3:3 error UNKNOWN_KEYWORD: "requried" is not a JSON Schema keyword\./,
    );
  });

  test("generates when the server starts, and after each save without a restart", async () => {
    const root = project();
    const { server, sent } = await serving(root);
    expect(types(root)).toContain("at most 1.");
    const before = await server.transformRequest("/generated/entry.ts");
    expect(before?.code).toContain('"1.0.0"');
    writeFolder(root, { "schema/protocol.json": manifest({ server: ["server/*.schema.json"], version: "2.0.0" }) });
    await sent.next("full-reload");
    const after = await server.transformRequest("/generated/entry.ts");
    expect(after?.code).toContain('"2.0.0"');
  });

  test("shows findings over the page, and removes them when they are corrected", async () => {
    const root = project();
    const { sent, said } = await serving(root);
    const before = types(root);
    writeFolder(root, { "schema/server/a.schema.json": broken });
    const { err } = await sent.next("error");
    expect(err).toMatchObject({
      plugin: "dagwire",
      loc: { file: join(root, "schema/server/a.schema.json"), line: 3, column: 3 },
      stack: "",
    });
    expect(err.message).toContain('"requried" is not a JSON Schema keyword. Did you mean "required"?');
    expect(said.join("\n")).toContain("UNKNOWN_KEYWORD");
    expect(types(root)).toBe(before);
    writeFolder(root, { "schema/server/a.schema.json": eventSchema("a", { n: { type: "integer", maximum: 7 } }) });
    await sent.next("update");
    expect(types(root)).toContain("at most 7.");
  });
});
