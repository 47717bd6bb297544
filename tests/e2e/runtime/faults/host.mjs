// One server for each way in which an application's function can fail, all in one process. Run by the tests beside it.
import { createServer } from "node:http";
import { clientEvents, dag, serverEvents, streamState } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";

const [folder] = process.argv.slice(2);
const log = openLmdbLog(folder);
const http = createServer();
const events = { server: serverEvents, client: clientEvents };

const fail = (what) => {
  throw new Error(`${what} throws`);
};
const reject = (what) => Promise.reject(new Error(`${what} rejects`));

function circular() {
  const result = {};
  result.self = result;
  return result;
}

const changing = { text: "before" };

/** What a handler returns, by the reason that the client gives for its pause. */
const results = {
  bigint: () => 1n,
  "bigint inside": () => ({ list: [1n] }),
  circular,
  function: () => () => undefined,
  symbol: () => Symbol("s"),
  "toJSON throws": () => ({ toJSON: () => fail("toJSON") }),
  "toJSON says nothing": () => ({ toJSON: () => undefined }),
  undefined: () => undefined,
  partly: () => ({ left: undefined, out: () => 1, number: Number.NaN, list: [undefined] }),
  changing: () => changing,
};

const commands = {
  pause_execution: (event, command) => {
    command.publish({ type: "run_paused" });
    return results[event.reason]();
  },
  resume_execution: () => "resumed",
  human_decision: () => "decided",
  cancel_execution: (_event, command) => command.reject(1n, 2n),
  retry_node: () => reject("handler"),
  skip_node: () => fail("handler"),
};

/** Gates by the node of a decision. */
const gates = { throws: () => fail("gate"), rejects: () => reject("gate"), number: () => 7 };
const gate = (event) => (event.type === "human_decision" ? (gates[event.node_id]?.() ?? event.node_id) : undefined);

const errorEvent = (error) => ({ type: "error", message: error.message });
const session = (more = {}) => ({ open: { state: streamState, commands, ...more } });
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const broken = (what) => ({ debug: what, info: what, warn: what, error: what });

/** Options of a server, and how its stream is opened; one without `open` stays in plain mode. */
const servers = {
  good: session(),
  results: session(),
  "durable-results": { log, ...session() },
  gate: { errorEvent, ...session({ gate }) },
  "durable-gate": { log, ...session({ gate }) },
  "authorize-throws": { authorize: (_principal, _stream, event) => event === undefined || fail("authorize"), errorEvent, ...session() },
  "authorize-rejects": { authorize: () => reject("authorize"), ...session() },
  "authenticate-throws": { authenticate: () => fail("authenticate") },
  "authenticate-rejects": { authenticate: () => reject("authenticate") },
  "token-rejects": { authenticateToken: () => reject("authenticateToken"), ...session() },
  "token-throws": { authenticateToken: () => fail("authenticateToken"), ...session() },
  "origin-throws": { allowedOrigins: () => fail("allowedOrigins") },
  "origin-rejects": { allowedOrigins: () => reject("allowedOrigins") },
  "open-throws": { openOnConnect: () => fail("openOnConnect") },
  "open-rejects": { openOnConnect: () => reject("openOnConnect") },
  "greet-throws": { greet: () => fail("greet") },
  "greet-rejects": { greet: () => reject("greet") },
  "error-event-throws": { errorEvent: () => fail("errorEvent") },
  "error-event-rejects": { errorEvent: () => reject("errorEvent") },
  "invalid-throws": { onInvalid: () => fail("onInvalid"), errorEvent },
  "invalid-rejects": { onInvalid: () => reject("onInvalid"), errorEvent },
  "event-throws": { onEvent: () => fail("onEvent") },
  "event-rejects": { onEvent: () => reject("onEvent") },
  "handlers-reject": { handlers: { ...commands, pause_execution: () => reject("handlers") } },
  "report-throws": { onError: () => fail("onError"), onEvent: () => fail("onEvent") },
  "report-rejects": { onError: () => reject("onError"), onEvent: () => fail("onEvent") },
  "logger-throws": { logger: broken(() => fail("logger")), ...session() },
  "logger-rejects": { logger: broken(() => reject("logger")), ...session() },
  textless: { onEvent: () => Promise.reject(Object.create(null)) },
  "fenced-throws": { log, ...session({ onFenced: () => fail("onFenced") }) },
  "fenced-rejects": { log, ...session({ onFenced: () => reject("onFenced") }) },
  "snapshot-throws": { open: { snapshot: () => fail("snapshot"), commands } },
  "snapshot-rejects": { open: { snapshot: () => reject("snapshot"), commands } },
  "snapshot-bigint": { open: { snapshot: () => 1n, commands } },
  "state-bigint": { open: { state: { initial: () => 1n, apply: (state) => ({ state }) }, commands } },
  "state-nothing": { open: { state: { initial: () => undefined, apply: (state) => ({ state }) }, commands } },
  "apply-throws": session({ state: { ...streamState, apply: () => fail("apply") } }),
  "apply-rejects": session({ state: { ...streamState, apply: () => reject("apply") } }),
  "conflate-throws": { limits: { maxReplayEvents: 1 }, ...session({ state: { ...streamState, conflate: () => fail("conflate") } }) },
  "conflate-rejects": { limits: { maxReplayEvents: 1 }, ...session({ state: { ...streamState, conflate: () => reject("conflate") } }) },
  "terminal-throws": session({ state: { ...streamState, isTerminal: () => fail("isTerminal") } }),
};

function serve(name, options) {
  const onError = (error) => process.stdout.write(`${name}: ${error.message}\n`);
  const server = createStreamServer({ events, protocol: dag, path: `/${name}/:stream`, onError, logger: silent, ...options });
  server.attach(http);
  return name.startsWith("open-") ? undefined : server.stream(name);
}

const streams = {};
for (const [name, { open, ...options }] of Object.entries(servers)) {
  streams[name] = serve(name, options);
  // oxlint-disable-next-line no-await-in-loop -- the first that fails is the one to be told
  if (open !== undefined) await streams[name].open(open);
}

// Words of the test: `fence <name>` opens its stream elsewhere, `publish <name>` publishes there, `close <name>` closes it.
const words = {
  fence: (name) => createStreamServer({ events, protocol: dag, path: "/:stream", log }).stream(name).open(session().open),
  publish: (name) => streams[name].publish({ type: "run_resumed" }),
  close: (name) => streams[name].close(),
  change: () => Object.assign(changing, circular()),
};

async function follow(line) {
  const [word, name] = line.split(" ");
  try {
    await words[word](name);
    process.stdout.write(`done ${line}\n`);
  } catch (error) {
    process.stdout.write(`thrown ${line}: ${error.message}\n`);
  }
}

process.stdin.setEncoding("utf8").on("data", (text) => {
  for (const line of text.split("\n").filter(Boolean)) void follow(line);
});

http.listen(0, "127.0.0.1", () => process.stdout.write(`port ${http.address().port}\n`));
