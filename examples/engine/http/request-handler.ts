import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RunListing } from "../run/run-host.js";
import { contentTypeOf } from "./content-types.js";
import { isLocalHost } from "./local-host.js";
import type { StaticFiles } from "./static-files.js";

/** The data and actions that a page can request besides the page's files. */
export type RunDirectory = {
  list(): readonly RunListing[];
  artifactFile(runId: string, nodeId: string, name: string): string | undefined;
  /** Causes a fault. Returns false if no fault has this name. */
  orderFault(name: string): boolean;
};

type Reply = {
  readonly status: number;
  readonly contentType: string;
  readonly content: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
};

const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

const faultPath = /^\/api\/demo\/faults\/([a-z]+)$/;
/** Requests that cause faults need this header. A page of another origin cannot set it, because this server refuses CORS preflights. */
const demoHeader = "x-dagwire-demo";

const artifactPath = /^\/api\/dags\/([^/]+)\/artifacts\/([^/]+)\/([^/]+)$/;

/** Answers HTTP requests: the page's files, the list of runs, artifacts. */
export class RequestHandler {
  readonly #files: StaticFiles;
  readonly #runs: RunDirectory;

  constructor(files: StaticFiles, runs: RunDirectory) {
    this.#files = files;
    this.#runs = runs;
  }

  /** Answers one request. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await this.#answer(request).catch(() => text(500, "Something went wrong."));
    response.writeHead(reply.status, {
      ...securityHeaders,
      "content-type": reply.contentType,
      "content-length": Buffer.byteLength(reply.content),
      "cache-control": "no-cache",
      ...reply.headers,
    });
    response.end(request.method === "HEAD" ? undefined : reply.content);
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    if (!isLocalHost(request.headers.host)) return text(403, "This server answers to localhost only.");
    if (request.method === "POST") return this.#answerFault(request);
    if (request.method !== "GET" && request.method !== "HEAD")
      return { ...text(405, "GET and HEAD only."), headers: { allow: "GET, HEAD" } };
    const urlPath = (request.url ?? "/").split("?")[0] ?? "/";
    if (urlPath === "/api/dags")
      return { status: 200, contentType: "application/json; charset=utf-8", content: JSON.stringify(this.#runs.list()) };
    const artifact = artifactPath.exec(urlPath);
    return artifact === null ? this.#answerFile(urlPath) : this.#answerArtifact(artifact);
  }

  #answerFault({ url = "", headers }: IncomingMessage): Reply {
    const name = faultPath.exec(url)?.[1];
    if (name === undefined) return { ...text(405, "GET and HEAD only."), headers: { allow: "GET, HEAD" } };
    if (headers[demoHeader] === undefined) return text(403, `To cause a fault, send the header ${demoHeader}.`);
    return this.#runs.orderFault(name) ? text(202, "The fault is on its way.") : text(404, "This fault does not exist.");
  }

  async #answerFile(urlPath: string): Promise<Reply> {
    const file = await this.#files.find(urlPath);
    if (file === undefined) {
      return text(404, urlPath === "/" ? "The page is not built. Run `npm run build` and start again." : "This address does not exist.");
    }
    const headers = file.immutable ? { "cache-control": "public, max-age=31536000, immutable" } : {};
    return { status: 200, contentType: file.contentType, content: file.content, headers };
  }

  async #answerArtifact(match: RegExpExecArray): Promise<Reply> {
    const [runId = "", nodeId = "", name = ""] = match.slice(1).map(decode);
    const file = this.#runs.artifactFile(runId, nodeId, name);
    if (file === undefined) return text(404, "This artifact does not exist.");
    const content = await readFile(file);
    // Artifacts are written by commands, so they must not run as pages of this origin.
    const headers = { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
    return { status: 200, contentType: contentTypeOf(file), content, headers };
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

function text(status: number, sentence: string): Reply {
  return { status, contentType: "text/plain; charset=utf-8", content: `${sentence}\n` };
}
