import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { DagTypes, HumanDecisionEvent } from "@dagwire/dag";
import { dag } from "@dagwire/dag";
import { StaticFiles } from "../../../examples/engine/http/static-files.js";
import { createStreamServer } from "@dagwire/runtime/server";
import type { Stream } from "@dagwire/runtime/server";

/** The files that a page requests, by path. */
export type PageFile = { readonly content: string | Buffer; readonly contentType: string };
export type FindFile = (path: string) => Promise<PageFile | undefined>;

/**
 * Builds a page with one script, at `/` and `/page.js`. In development React's StrictMode mounts every component twice.
 *
 * @param entry The script, relative to this file.
 */
export async function buildPage(entry: string, mode: "development" | "production"): Promise<FindFile> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    mode,
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
    build: {
      write: false,
      minify: mode === "production",
      cssCodeSplit: false,
      rollupOptions: { input: fileURLToPath(new URL(entry, import.meta.url)), output: { format: "iife" } },
    },
  });
  const [built] = Array.isArray(result) ? result : [result];
  if (built === undefined || !("output" in built)) throw new Error("vite built nothing");
  const styles = built.output.flatMap((file) => (file.type === "asset" && file.fileName.endsWith(".css") ? [String(file.source)] : []));
  const html = `<!doctype html><style>${styles.join("\n")}</style><div id="root"></div><script src="page.js"></script>`;
  const files: Readonly<Record<string, PageFile>> = {
    "/": { content: html, contentType: "text/html" },
    "/page.js": { content: built.output[0].code, contentType: "text/javascript" },
  };
  return (path) => Promise.resolve(files[path]);
}

const dashboard = new StaticFiles(fileURLToPath(new URL("../../../examples/dashboard/dist", import.meta.url)));

/** Returns the files of the built dashboard and a list of runs. */
export function dashboardPage(runs: readonly string[]): FindFile {
  const list = { content: JSON.stringify(runs), contentType: "application/json" };
  return async (path) => (path === "/api/dags" ? list : dashboard.find(path));
}

/** Serves a page. */
export class PageHost {
  readonly server: Server;

  constructor(find: FindFile) {
    this.server = createServer((request, response) => void answer(find, request, response));
  }

  /** @returns The address of the page. */
  async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Serves a page, and streams to which a test publishes. */
export class PageServer {
  readonly streams = createStreamServer(dag, {
    path: "/api/dags/:stream/stream",
    validateOutgoing: false,
  });
  readonly #host: PageHost;

  constructor(find: FindFile) {
    this.#host = new PageHost(find);
    this.streams.attach(this.#host.server);
  }

  listen(): Promise<string> {
    return this.#host.listen();
  }

  /** @param onDecision told of each decision; every other command is accepted without a word. */
  open(id: string, onDecision: (event: HumanDecisionEvent) => void = () => undefined): Promise<Stream<DagTypes>> {
    const accept = (): undefined => undefined;
    return this.streams.open(id, {
      commands: {
        human_decision: onDecision,
        pause_execution: accept,
        resume_execution: accept,
        cancel_execution: accept,
        retry_node: accept,
        skip_node: accept,
        message_agent: accept,
        raise_budget: accept,
        rerun_node: accept,
        update_gate: accept,
      },
    });
  }

  async close(): Promise<void> {
    await this.streams.close({ code: 1000, deadlineMs: 500 });
    this.#host.close();
  }
}

async function answer(find: FindFile, { url = "" }: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = await find(new URL(url, "http://page").pathname);
  response.writeHead(file === undefined ? 404 : 200, {
    "content-type": file?.contentType ?? "text/plain",
    "content-security-policy": "script-src 'self'",
  });
  response.end(file?.content ?? "not found");
}
