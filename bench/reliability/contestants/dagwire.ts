import { createServer } from "node:http";
import { join } from "node:path";
import { dagEvents } from "@dagwire/dag";
import type { ClientEvent, DagTypes, ServerEvent } from "@dagwire/dag";
import type { StatefulProtocol } from "@dagwire/runtime";
import { connect, trackLosses } from "@dagwire/runtime/client";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import { WebSocket } from "ws";
import type { Contestant } from "./contestant.js";

const run = "run";
const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };
const logIn = (folder: string): ReturnType<typeof openLmdbLog> => openLmdbLog(join(folder, "log"));

/** The state of the stream: the commands that took effect, and the number of the newest event. */
type Sum = { readonly effects: readonly string[]; readonly last: number };

const nothing: Sum = { effects: [], last: 0 };

function add(sum: Sum, event: ServerEvent): Sum {
  if (event.type === "progress") return { ...sum, last: event.current };
  return event.type === "run_paused" && event.reason !== undefined ? { ...sum, effects: [...sum.effects, event.reason] } : sum;
}

const addAll = (before: Sum, news: readonly ServerEvent[]): Sum => news.reduce(add, before);
const state = {
  initial: () => nothing,
  apply: (before: Sum, news: readonly ServerEvent[]) => ({ state: addAll(before, news), touched: [""] }),
};

const { contract, name, version, digest, server, client } = dagEvents;
/** The reference protocol with the sum as its state. */
const sums: StatefulProtocol<Omit<DagTypes, "state"> & { readonly state: Sum }> = {
  contract,
  name,
  version,
  digest,
  server,
  client,
  state,
};

const ignored = (): undefined => undefined;

/** dagwire's sessions over its log on disk, in one process. */
export const dagwire: Contestant = {
  label: "dagwire, LMDB log",
  serve: async ({ port, folder, answer, onPublish }) => {
    const http = createServer();
    const streams = createStreamServer(sums, {
      path: "/:stream",
      log: logIn(folder),
      heartbeat: { intervalMs: 400, timeoutMs: 1_000 },
      onError: () => answer({ kind: "failing" }),
      // Compaction is off, so a client gets missed events as events and not as a state.
      limits: { commandRate: { perSecond: 1_000, burst: 1_000 }, compactEvery: 100_000, maxReplayEvents: 100_000 },
    });
    const stream = await streams.open(run, {
      commands: {
        pause_execution: (event, command) => command.publish({ type: "run_paused", reason: event.reason ?? command.id }),
        resume_execution: ignored,
        cancel_execution: ignored,
        human_decision: ignored,
        retry_node: ignored,
        skip_node: ignored,
        rerun_node: ignored,
        raise_budget: ignored,
        message_agent: ignored,
        update_gate: ignored,
      },
    });
    streams.attach(http);
    http.listen(port, "127.0.0.1", () => answer({ kind: "listening" }));
    process.once("SIGTERM", () => {
      // The exit code tells the trial whether the log has stored all events in time.
      void streams.close({ code: 1012, deadlineMs: 5_000 }).then(({ unsaved }) => process.exit(unsaved.events === 0 ? 0 : 1));
    });
    onPublish((number) => {
      stream.publish({ type: "progress", current: number });
      stream.flushed().then(
        () => answer({ kind: "published", number }),
        () => undefined,
      );
    });
  },
  connect: ({ port, answer, onCommand }) => {
    const connection = connect(sums, {
      url: `ws://127.0.0.1:${port}/${run}`,
      streams: [run],
      WebSocket,
      outbox: { maxCommands: 10_000, maxBytes: 10_000_000, timeLimitMs: 300_000 },
      onStatus: (status) => {
        if (status.phase === "live") answer({ kind: "ready" });
      },
      losses: trackLosses(),
      onState: (given) => answer({ kind: "state", upTo: given.last }),
      onEvent: (event) => {
        if (event.type === "progress") answer({ kind: "event", number: event.current });
      },
    });
    onCommand((id) => {
      const event: ClientEvent = { type: "pause_execution", reason: id };
      connection.send(event).then(
        () => answer({ kind: "acknowledged", id }),
        () => undefined,
      );
    });
  },
  effects: async (folder) => {
    const log = logIn(folder);
    const snapshot = await log.snapshot(run);
    let sum = snapshot === undefined ? nothing : (JSON.parse(snapshot.state) as Sum);
    for (let at = snapshot?.at; ;) {
      // oxlint-disable-next-line no-await-in-loop -- page after page
      const page = await log.read(run, at, readLimit);
      if (page?.status !== "events" || page.texts.length === 0) break;
      sum = addAll(
        sum,
        page.texts.map((text) => JSON.parse(text) as ServerEvent),
      );
      at = page.at;
    }
    await log.close();
    return sum.effects;
  },
};
