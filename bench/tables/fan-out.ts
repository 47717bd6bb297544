import { join } from "node:path";
import type { FanOutPlan, FanOutSamples } from "../fan-out/driver.js";
import type { ContestantName } from "../fan-out/contestants/index.js";
import { runCommand } from "../harness/child.js";
import { median, medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { floorRow, limitRow, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";

const connections = 1000;
const loads = [
  { eventsPerTick: 1, floors: { naive: 1.15, socketIo: 1.8, rawSocket: 0.9 } },
  { eventsPerTick: 10, floors: { naive: 8, socketIo: 9, rawSocket: 0.8 } },
] as const;
const labels = { naive: "naive loop", socketIo: "Socket.IO", rawSocket: "raw net.Socket loop" } as const;

/** Compares the server's cost per delivered event with that of other implementations. */
export function fanOutTable(): Table {
  return {
    title: "Fan-out: server CPU per delivered event",
    notes: [
      "CPU time (user and system) of the server process from the first publish until every client has received everything. Server and load client are separate processes, on 127.0.0.1.",
      `${connections.toLocaleString("en")} clients, events of about 200 bytes, ticks 8 ms apart. Contestants run in turn; medians of the ratio within a round. Above 1 dagwire is cheaper.`,
      "The naive loop turns the event into text once and calls ws.send for each client. The raw net.Socket loop puts the tick's frames into one buffer and writes once to each socket. It checks and retains nothing.",
      "dagwire runs with its default options: it checks every event against its schema and retains it. Socket.IO runs with WebSocket only, a room, and connection state recovery, so it retains events too.",
      "Nothing that writes to sockets from Node can be cheaper than the raw loop. If raw net.Socket ÷ dagwire is near 1, dagwire cannot gain more on Socket.IO.",
    ],
    rows: loads.flatMap(rowsOf),
  };
}

function rowsOf({ eventsPerTick, floors }: (typeof loads)[number]): Row[] {
  const plan: FanOutPlan = { connections, eventsPerTick, ticks: settings.fanOutTicks, rounds: settings.fanOutRounds };
  const samples = JSON.parse(
    runCommand(process.execPath, [join(paths.dist, "fan-out/driver.js"), JSON.stringify(plan)], { cwd: paths.bench }),
  ) as FanOutSamples;
  const what = eventsPerTick === 1 ? "1 event a tick" : `${eventsPerTick} events a tick`;
  const rivals = Object.keys(labels) as (keyof typeof labels)[];
  return [
    ...rivals.map((rival) =>
      floorRow(`${what}, ${labels[rival]} ÷ dagwire`, medianRatio(samples[rival], samples.dagwirePlain), floors[rival], times),
    ),
    limitRow(`${what}, dagwire's sessions ÷ plain mode`, medianRatio(samples.dagwireSession, samples.dagwirePlain), { must: 1.1 }, times),
    limitRow(
      `${what}, dagwire with shared compression ÷ naive loop without`,
      medianRatio(samples.dagwireDeflated, samples.naive),
      { must: 1.1 },
      times,
    ),
    plainRow(`${what}, dagwire`, `${microseconds(samples, "dagwirePlain")} per delivered event`),
  ];
}

function microseconds(samples: FanOutSamples, name: ContestantName): string {
  return `${Number(median(samples[name]).toPrecision(3))} µs`;
}
