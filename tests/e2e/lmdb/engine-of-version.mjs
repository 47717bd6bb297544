// Runs an engine of version 1 or 2 of a toy protocol until it is killed. upgrades.test.ts starts it.
//
// Both versions count the same events, and their states differ: version 1 adds each number, version 2 adds it twice. Version 2
// also knows the event "note", which version 1 has to skip. No table proves that one reads the state of the other.
import { byProperty, createEventSet, createExplain } from "@dagwire/runtime/codegen/v1";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";

const [folder, versionText] = process.argv.slice(2);
const factor = Number(versionText);

function eventSet(direction, names) {
  const events = Object.fromEntries(names.map((name) => [name, { check: ({ n }) => Number.isInteger(n), rule: true }]));
  return createEventSet({ direction, discriminators: ["/type"], dispatch: byProperty("type"), explain: createExplain({}), events });
}

function apply(before, events) {
  const state = { ...before };
  for (const { type, n } of events) {
    if (type === "note" && factor === 1) throw new Error("version 1 got an event that it does not know");
    if (type === "note") state.notes++;
    else Object.assign(state, { last: n, sum: state.sum + factor * n });
  }
  return { state, touched: [] };
}

const toy = {
  contract: 1,
  name: "toy",
  version: `${factor}.0.0`,
  digest: `sha256:${factor}`,
  server: eventSet("server", factor === 1 ? ["add"] : ["add", "note"]),
  client: eventSet("client", ["ask"]),
  state: {
    initial: () => (factor === 1 ? { last: 0, sum: 0 } : { last: 0, sum: 0, notes: 0 }),
    validate: (state) => "notes" in state === (factor === 2),
    apply,
  },
};
// Version 1 has no migration: after a roll-back it needs its own snapshot, or all events.
const migrate = factor === 1 ? undefined : { state: ({ last, sum }) => ({ last, sum: 2 * sum, notes: 0 }) };
const server = createStreamServer(toy, {
  path: "/:stream",
  log: openLmdbLog(folder),
  limits: { compactEvery: 20 },
  migrate,
  onWarning: () => undefined,
  onError: () => undefined,
});

const run = await server.open("run-1");
print("open", { version: factor, state: run.state, restored: run.restored });
try {
  for (let n = run.state.last + 1; ; n++) {
    run.publish({ type: "add", n });
    if (factor === 2 && n % 3 === 0) run.publish({ type: "note", n });
    await run.flushed();
    print("stored", n);
  }
} catch (thrown) {
  if (thrown.code !== "STREAM_TAKEN_OVER") throw thrown;
  process.exit(0);
}

function print(what, value) {
  process.stdout.write(`${what} ${JSON.stringify(value)}\n`);
}
