import { createServer } from "node:http";
import type { Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { DagState, ServerEvent } from "@dagwire/dag";
import { clientEvents, protocol, serverEvents, streamState } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import type { OpenStream } from "@dagwire/runtime/server";

const entry = fileURLToPath(new URL("hook-page/page.ts", import.meta.url));

/** The script of the hook page; in development React's StrictMode mounts everything twice. */
export async function buildHookPage(mode: "development" | "production"): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    mode,
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
    build: { write: false, minify: mode === "production", rollupOptions: { input: entry, output: { format: "iife" } } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !("output" in output)) throw new Error("vite built nothing");
  return output.output[0].code;
}

/** Serves the hook page, and streams that a test publishes to. */
export class HookServer {
  readonly streams = createStreamServer({
    events: { server: serverEvents, client: clientEvents },
    protocol,
    path: "/api/dags/:stream/stream",
    validateOutgoing: false,
  });
  readonly #http: Server;

  constructor(script: string) {
    this.#http = createServer((request, response) => {
      const isScript = request.url === "/page.js";
      response.writeHead(200, {
        "content-type": isScript ? "text/javascript" : "text/html",
        "content-security-policy": "script-src 'self'",
      });
      response.end(isScript ? script : `<!doctype html><div id="root"></div><script src="/page.js"></script>`);
    });
    this.streams.attach(this.#http);
  }

  async listen(): Promise<string> {
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  open(id: string): Promise<OpenStream<ServerEvent, DagState>> {
    const accept = (): undefined => undefined;
    return this.streams.stream(id).open({
      state: streamState,
      commands: {
        human_decision: accept,
        pause_execution: accept,
        resume_execution: accept,
        cancel_execution: accept,
        retry_node: accept,
        skip_node: accept,
      },
    });
  }

  async close(): Promise<void> {
    await this.streams.close({ code: 1000, deadlineMs: 500 });
    this.#http.closeAllConnections();
    this.#http.close();
  }
}
