// One server for each way in which an application's function can fail, all in one process. The tests beside it start it.
import { createServer } from "node:http";
import { dag } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";

const [folder] = process.argv.slice(2);
const log = openLmdbLog(folder);
const http = createServer();

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

/** The results of a handler, by the reason of the client's pause command. */
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

/** The gate functions, by the node of a decision. */
const gates = { throws: () => fail("gate"), rejects: () => reject("gate"), number: () => 7 };
const gate = (event) => (event.type === "human_decision" ? (gates[event.node_id]?.() ?? event.node_id) : undefined);

const errorEvent = (error) => ({ type: "error", message: error.message });
/** The reference protocol with parts of its state replaced. */
const stateOf = (parts) => ({ ...dag, state: { ...dag.state, ...parts } });
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const broken = (what) => ({ debug: what, info: what, warn: what, error: what });

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Handlers that end late or never, or publish after their end. */
const lateCommands = {
  ...commands,
  human_decision: () => new Promise(() => undefined),
  retry_node: async (_event, command) => {
    await later(600);
    command.publish({ type: "run_paused" });
  },
  skip_node: (_event, command) => {
    const publish = () => {
      try {
        command.publish({ type: "run_paused" });
      } catch ({ code }) {
        process.stdout.write(`late has thrown ${code}\n`);
      }
    };
    void later(10).then(publish);
  },
};

/** A reducer that cannot take one kind of event. */
const pickyApply = (state, events) => (events.some(({ type }) => type === "run_paused") ? fail("apply") : dag.state.apply(state, events));

/** The options of a server. `protocol` and `open`, the options of its stream, are removed from them. */
const servers = {
  good: {},
  results: {},
  "durable-results": { log },
  gate: { errorEvent, gate },
  "durable-gate": { log, gate },
  "authorize-throws": { authorize: (_principal, _stream, event) => event === undefined || fail("authorize"), errorEvent },
  "authorize-rejects": { authorize: () => reject("authorize") },
  "authenticate-throws": { authenticate: () => fail("authenticate") },
  "authenticate-rejects": { authenticate: () => reject("authenticate") },
  "token-rejects": { authenticateToken: () => reject("authenticateToken") },
  "token-throws": { authenticateToken: () => fail("authenticateToken") },
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
  "command-throws": { mode: "plain", commands: { ...commands, pause_execution: () => fail("handler") } },
  "command-rejects": { mode: "plain", commands: { ...commands, pause_execution: () => reject("handler") } },
  "report-throws": { onError: () => fail("onError"), commands: { ...commands, resume_execution: () => fail("handler") } },
  "report-rejects": { onError: () => reject("onError"), commands: { ...commands, resume_execution: () => fail("handler") } },
  "logger-throws": { logger: broken(() => fail("logger")) },
  "logger-rejects": { logger: broken(() => reject("logger")) },
  textless: { commands: { ...commands, resume_execution: () => Promise.reject(Object.create(null)) } },
  "fenced-throws": { log, open: { onLost: () => fail("onLost") } },
  "fenced-rejects": { log, open: { onLost: () => reject("onLost") } },
  "state-bigint": { protocol: stateOf({ initial: () => 1n, apply: (state) => ({ state }) }) },
  "state-nothing": { protocol: stateOf({ initial: () => undefined, apply: (state) => ({ state }), hasEnded: undefined }) },
  "apply-throws": { protocol: stateOf({ apply: () => fail("apply") }) },
  "apply-rejects": { protocol: stateOf({ apply: () => reject("apply") }) },
  "apply-picky": { protocol: stateOf({ apply: pickyApply }) },
  "durable-apply-picky": { log, protocol: stateOf({ apply: pickyApply }) },
  late: { commands: lateCommands, limits: { handlerTimeoutMs: 200 } },
  "conflate-throws": { limits: { maxReplayEvents: 1 }, protocol: stateOf({ conflate: () => fail("conflate") }) },
  "conflate-rejects": { limits: { maxReplayEvents: 1 }, protocol: stateOf({ conflate: () => reject("conflate") }) },
  "terminal-throws": { protocol: stateOf({ isTerminal: () => fail("isTerminal") }) },
};

function serve(name, { protocol = dag, ...options }) {
  const onError = (error) => process.stdout.write(`${name}: ${error.message}\n`);
  const server = createStreamServer(protocol, { path: `/${name}/:stream`, onError, logger: silent, commands, ...options });
  server.attach(http);
  return server;
}

const streams = {};
for (const [name, { open, ...options }] of Object.entries(servers)) {
  const server = serve(name, options);
  // oxlint-disable-next-line no-await-in-loop -- the first failure is the one to report
  if (!name.startsWith("open-")) streams[name] = await server.open(name, open);
}

// The commands of the test: `fence <name>` opens its stream elsewhere, `publish <name>` publishes there, `close <name>` closes it.
const words = {
  fence: (name) => createStreamServer(dag, { path: "/:stream", log }).open(name),
  publish: (name) => streams[name].publish({ type: "run_resumed" }),
  // One turn of the event loop publishes an event that the reducer cannot take between two others.
  mix: async (name) => {
    for (const type of ["run_resumed", "run_paused", "run_resumed"]) streams[name].publish({ type });
    await streams[name].flushed();
  },
  flush: (name) => streams[name].flushed(),
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
