import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { codeBlocksOf, freePort, runCode } from "../helpers/document-code.js";
import type { CodeBlock, Program } from "../helpers/document-code.js";
import { repository } from "../helpers/run-cli.js";

afterAll(() => rmSync(join(repository, ".dagwire/documents"), { recursive: true, force: true }));

const blocks = ["docs/API.md", "docs/EMBEDDING.md"].flatMap(codeBlocksOf).filter(({ isHover }) => !isHover);
const run = new Set<CodeBlock>();

/** Finds the one block of a document that contains a text, and notes that a test runs the block. */
function blockWith(document: string, text: string): CodeBlock {
  const found = blocks.filter((block) => block.document === document && block.code.includes(text));
  expect(found, `${document} has one code block with ${text}`).toHaveLength(1);
  const [block] = found;
  if (block === undefined) throw new Error(`no block with ${text}`);
  run.add(block);
  return block;
}

/** Replaces the port of the documents, and addresses that only a page can complete. */
function at(port: number, { code }: CodeBlock): string {
  return code.replaceAll("8080", String(port)).replaceAll('"/api/dags/run-1', `"ws://127.0.0.1:${port}/api/dags/run-1`);
}

function start({ document, index }: CodeBlock, code: string): Program {
  return runCode(`${document.replaceAll(/\W/g, "-")}-${index}`, code);
}

/** Runs a block to its end, and returns the printed text. */
async function outputOf(block: CodeBlock, code: string): Promise<string> {
  const program = start(block, code);
  const status = await program.ended;
  expect(status, program.output()).toBe(0);
  return program.output();
}

/** Node 20 has no global WebSocket, and a page has one. */
const asInAPage = 'import { WebSocket as PageSocket } from "ws";\nglobalThis.WebSocket = PageSocket;\n';

/** Renders a component as a server does. */
const rendering = (element: string): string =>
  `\nimport { renderToStaticMarkup } from "react-dom/server";\nconsole.log(renderToStaticMarkup(${element}));\n`;

describe("docs/API.md", () => {
  const document = "docs/API.md";

  test("the engine and its clients print what the page says", async () => {
    const port = await freePort();
    const engineBlock = blockWith(document, "createServer().listen(8080");
    const engine = start(engineBlock, at(port, engineBlock));
    await expect.poll(engine.output, { timeout: 10_000 }).toBe(engineBlock.prints);
    for (const text of ["connect(dag, {", "new StreamSession(dag"]) {
      const block = blockWith(document, text);
      // oxlint-disable-next-line no-await-in-loop -- the second client sees what the first one did
      expect(await outputOf(block, at(port, block))).toBe(block.prints);
    }
    expect(engine.child.exitCode).toBeNull();
  }, 30_000);

  test("the page renders what the document says", async () => {
    const block = blockWith(document, "function RunPage");
    const html = await outputOf(block, block.code + rendering('<RunPage runId="run-1" />'));
    expect(html.replaceAll("><", ">\n<")).toBe(block.prints);
  });

  test("the page with hooks of any protocol renders what the document says", async () => {
    const block = blockWith(document, "function TaskPage");
    const html = await outputOf(block, block.code + rendering('<TaskPage runId="run-1" />'));
    expect(html.replaceAll("><", ">\n<")).toBe(block.prints);
  });

  test.each(["new MockServer(dag, {", "new MockServer(dag);"])("the test with %s passes and prints what the page says", async (text) => {
    const block = blockWith(document, text);
    expect(await outputOf(block, block.code)).toBe(block.prints);
  });
});

describe("docs/EMBEDDING.md", () => {
  const document = "docs/EMBEDDING.md";

  test.each([
    ["node:http", 'response.end("ok")', "/", "ok"],
    ["Express", 'from "express"', "/health", '{"ok":true}'],
    ["Fastify", 'from "fastify"', "/health", '{"ok":true}'],
    ["Hono", 'from "hono"', "/health", '{"ok":true}'],
  ])("beside %s the server takes upgrades of its path, and nothing else", async (_name, text, path, body) => {
    const port = await freePort();
    const block = blockWith(document, text);
    const server = start(block, at(port, block));
    const answer = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await expect.poll(() => answer().catch(() => ""), { timeout: 10_000 }).toBe(body);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/dags/run-1/stream`);
    const refusal = await new Promise<string>((resolve) => socket.once("error", (error) => resolve(error.message)));
    expect(refusal).toBe("Unexpected server response: 404"); // No engine has opened this stream.
    expect({ code: server.child.exitCode, output: server.output() }).toEqual({ code: null, output: "" });
  });

  test("the clients of the guide send their commands to the server of the guide", async () => {
    const port = await freePort();
    const serverBlock = blockWith(document, "openLmdbLog(");
    const server = start(serverBlock, `${at(port, serverBlock)}\nconsole.log("open");\n`);
    await expect.poll(server.output, { timeout: 10_000 }).toBe("open\n");
    const client = blockWith(document, "connect(dagEvents");
    const connected = await outputOf(client, `${asInAPage}${at(port, client)}\nconnection.close();\n`);
    expect(connected).toMatch(/^\d+:2 running\n$/);
    const session = blockWith(document, "await session.send(");
    const kept = 'console.log("sent:", ...session.commands.getCommands().map(({ phase }) => phase)); session.close();';
    expect(await outputOf(session, `${asInAPage}${at(port, session)}\n${kept}\n`)).toMatch(/^sent: done$/m);
    expect(server.child.exitCode).toBeNull();
  }, 30_000);

  test("the page that listens to losses tells which event of a newer server it lacks", async () => {
    const port = await freePort();
    const block = blockWith(document, "onLoss:");
    const newer = `
      import { createServer } from "node:http";
      import { dag as today } from "@dagwire/dag";
      import { createStreamServer } from "@dagwire/runtime/server";
      const http = createServer().listen(${port}, "127.0.0.1");
      const state = { ...today.state, apply: (before) => ({ state: before, touched: [] }) };
      const protocol = { ...today, version: "1.3.0", digest: "sha256:newer.1", state };
      const server = createStreamServer(protocol, { path: "/api/dags/:stream/stream", validateOutgoing: false, onWarning: () => {} });
      server.attach(http);
      const run = await server.open("run-1", { commands: {} });\n`;
    const more = `
      const until = async (isDone) => { while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10)); };
      await until(() => session.getStatus().phase === "live");
      run.publish({ type: "node_skipped", node_id: "build" });
      await until(() => session.getLoss()?.isHealed);
      session.close(); await server.close(); http.close();`;
    expect(await outputOf(block, `${asInAPage}${newer}${at(port, block)}${more}`)).toBe(
      "1 events of run-1 are missing; the last is node_skipped\nReload the page to get its newest version.\n",
    );
  }, 30_000);

  test("a publisher that waits for the log publishes every event of a long list", async () => {
    const block = blockWith(document, "publishAll(");
    const more = `
      async function* events() {
        for (let n = 0; n < 30_000; n++) yield { type: "edge_active", from: "a", to: "b" };
      }
      await publishAll("run-1", events());
      await server.stream("run-1").flushed();
      console.log(server.stats().publishedEvents);
      await server.close();`;
    expect(await outputOf(block, `${block.code}${more}`)).toBe("30000\n");
  }, 30_000);

  test("the server with users refuses a request without a cookie, and a command of a user who may not decide", async () => {
    const port = await freePort();
    const block = blockWith(document, "userOfCookie");
    const users = `globalThis.userOfCookie = async (cookie) => (cookie === undefined ? undefined : { id: cookie, mayDecide: cookie === "ada" });`;
    const more = `
      import { createServer } from "node:http";
      import { connect } from "@dagwire/runtime/client";
      import { WebSocket } from "ws";
      const http = createServer().listen(${port}, "127.0.0.1");
      server.attach(http);
      await server.open("run-1", { commands: Object.fromEntries(["human_decision", "pause_execution", "resume_execution", "cancel_execution", "retry_node", "skip_node"].map((name) => [name, () => undefined])) });
      const url = "ws://127.0.0.1:${port}/api/dags/run-1/stream";
      const anonymous = new WebSocket(url);
      console.log(await new Promise((resolve) => anonymous.once("error", (error) => resolve(error.message))));
      for (const cookie of ["ada", "bob"]) {
        class Socket extends WebSocket { constructor(address, protocols) { super(address, protocols, { headers: { cookie } }); } }
        const connection = connect(dag, { url, WebSocket: Socket });
        console.log(cookie, await connection.send({ type: "pause_execution" }).then(({ status }) => status, ({ code }) => code));
        connection.close();
      }
      await server.close(); http.close();`;
    expect(await outputOf(block, `${users}\n${block.code}\n${more}`)).toBe(
      "Unexpected server response: 401\nada accepted\nbob forbidden\n",
    );
  });

  test("the React page and the store of zustand render", async () => {
    const page = blockWith(document, "function RunPage");
    expect(await outputOf(page, page.code + rendering('<RunPage runId="run-1" />'))).toBe("<p>not up to date</p>\n");
    const text = blockWith(document, "function StreamedText");
    const around = `
      import { DAGStreamProvider, useDAGStream } from "@dagwire/dag/react";
      const Page = () => <DAGStreamProvider stream={useDAGStream("run-1").stream}><StreamedText id="m-1" /></DAGStreamProvider>;`;
    expect(await outputOf(text, text.code + around + rendering("<Page />"))).toBe("<pre></pre>\n");
    const store = blockWith(document, 'from "zustand"');
    const component = "\nfunction Phase() { return <p>{useRunInStore('run-1').status.phase}</p>; }\n";
    expect(await outputOf(store, store.code + component + rendering("<Phase />"))).toBe("<p>idle</p>\n");
  });

  test("the test of the guide passes", async () => {
    const block = blockWith(document, "new MockServer(dag");
    expect(await outputOf(block, block.code)).toBe("");
  });
});

test("the engine of the guide that streams tokens gives a text to the state", async () => {
  const block = blockWith("docs/EMBEDDING.md", "function streamText");
  const more = `
    import { dag } from "@dagwire/dag";
    import { createStreamServer } from "@dagwire/runtime/server";
    const server = createStreamServer(dag, { path: "/api/dags/:stream/stream" });
    const run = await server.open("run-1");
    async function* tokens() { yield* ["Größe", " ", "😀"]; }
    await streamText(run, "m-1", tokens());
    await run.flushed();
    console.log(JSON.stringify(run.read(["texts", "m-1"])));
    await server.close();`;
  expect(await outputOf(block, `${block.code}${more}`)).toBe(
    '{"role":"assistant","status":"complete","body":{"text":"Größe 😀","start":0,"end":12}}\n',
  );
}, 30_000);

test("a test runs every code block of these documents", () => {
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.filter((block) => !run.has(block)).map(({ document, index }) => `${document} block ${index}`)).toEqual([]);
});
