import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, type Server, createServer, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PortError, listen } from "../../../examples/engine/http/listen.js";
import { RequestHandler } from "../../../examples/engine/http/request-handler.js";
import { StaticFiles } from "../../../examples/engine/http/static-files.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "dagwire-http-"));
const runs = {
  list: () => [{ id: "r", title: "t", status: "running", stream: "/api/dags/r/stream" }] as const,
  artifactFile: (runId: string, nodeId: string, name: string) =>
    runId === "r" && nodeId === "a b" && name === "out.md" ? path.join(folder, "out.md") : undefined,
  orderFault: (name: string) => name === "cut",
};
const handler = new RequestHandler(new StaticFiles(path.join(folder, "site")), runs);
const server: Server = createServer((incoming, response) => void handler.handle(incoming, response));
let port = 0;

beforeAll(async () => {
  writeFileSync(path.join(folder, "out.md"), "# report");
  port = await listen(server, 0, 0);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Sends a request without fetch, because fetch sets the Host header itself and normalises the path. */
function get(
  urlPath: string,
  options: { readonly method?: string; readonly host?: string } = {},
): Promise<IncomingMessage & { readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    const outgoing = request({ port, host: "127.0.0.1", path: urlPath, method: options.method ?? "GET", headers }, (response) => {
      let body = "";
      response.on("data", (bytes: Buffer) => (body += bytes.toString()));
      response.on("end", () => resolve(Object.assign(response, { body })));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

describe("RequestHandler", () => {
  it("lists the runs", async () => {
    const response = await get("/api/dags?x=1");
    expect(JSON.parse(response.body)).toEqual(runs.list());
    expect(response.headers["content-security-policy"]).toContain("script-src 'self'");
  });

  it("serves artifacts as downloads", async () => {
    expect((await get("/api/dags/r/artifacts/a/out.md")).statusCode).toBe(404);
    const found = await get("/api/dags/r/artifacts/a%20b/out.md");
    expect(found.statusCode).toBe(200);
    expect(found.body).toBe("# report");
    expect(found.headers["content-disposition"]).toBe("attachment; filename*=UTF-8''out.md");
  });

  it("says how to build a missing page", async () => {
    expect((await get("/")).body).toContain("npm run build");
  });

  it("refuses other host names than localhost", async () => {
    expect((await get("/api/dags", { host: "evil.example:80" })).statusCode).toBe(403);
    expect((await get("/api/dags", { host: "localhost:1" })).statusCode).toBe(200);
  });

  it("refuses methods that write", async () => {
    expect((await get("/api/dags", { method: "POST" })).statusCode).toBe(405);
    const head = await get("/api/dags", { method: "HEAD" });
    expect([head.statusCode, head.body]).toEqual([200, ""]);
  });
});

describe("listen", () => {
  it("takes another port only if the caller named none", async () => {
    const second = createServer();
    await expect(listen(second, port, 0)).rejects.toThrow(PortError);
    expect(await listen(second, undefined, port)).not.toBe(port);
    second.close();
  });
});
