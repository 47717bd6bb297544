import { join } from "node:path";
import { runCommand } from "../harness/child.js";
import { paths } from "../harness/paths.js";
import { limitRow, milliseconds, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import type { StateFigures } from "./states-driver.js";

/** Measures states of 1,000 to 50,000 nodes: the cost of an event on both ends, of a newcomer, and the slices of a snapshot. */
export function statesTable(): Table {
  const printed = runCommand(process.execPath, ["--expose-gc", join(paths.dist, "tables/states-driver.js")], { cwd: paths.bench });
  const [small, middle, large] = JSON.parse(printed) as readonly StateFigures[];
  if (small === undefined || middle === undefined || large === undefined) throw new Error("expected the figures of three sizes");
  return {
    title: "Large states",
    notes: [
      "CPU time, medians, in one process. An event is a `node_state` with metrics, at 1,000, 10,000 and 50,000 nodes.",
      "Server: the state takes the text of one event. Client: the store takes one event and flushes, with 200 nodes that hooks watch.",
      "Snapshot: the text of the state and its frames, while events come at 1,000 a second. A slice ends after 1 ms of wall time; its CPU time has the pauses of V8's collector. The keys of the map are listed when the stream is opened.",
      "Newcomer: the server's answer and the frames of 2,000 events since. The socket's work is not in it.",
    ],
    rows: [
      ...eventRows("server", small.serverMicros, large.serverMicros),
      ...eventRows("client", small.clientMicros, large.clientMicros),
      ...otherRows(small, middle, large),
    ],
  };
}

function eventRows(end: string, small: number, large: number): Row[] {
  return [
    limitRow(`event at 50,000 nodes, ${end}`, large, { must: 10 }, microseconds),
    limitRow(`event at 50,000 nodes ÷ at 1,000 nodes, ${end}`, large / small, { must: 4 }, times),
  ];
}

function otherRows(small: StateFigures, middle: StateFigures, large: StateFigures): Row[] {
  const copies = [small, middle, large].map(({ copyMicros }) => microseconds(copyMicros)).join(", ");
  return [
    plainRow("event at 1,000, 10,000 and 50,000 nodes: `applyServerEvent`, which copies", copies),
    limitRow("newcomer at 50,000 nodes", large.newcomerMs, { must: 2 }, milliseconds),
    limitRow(
      "longest slice of a snapshot ÷ one call, 10,000 nodes",
      middle.longestMs / middle.oneCallMs,
      { must: 1 / 3 },
      times,
      slicesOf(middle),
    ),
    limitRow(
      "longest slice of a snapshot ÷ one call, 50,000 nodes",
      large.longestMs / large.oneCallMs,
      { must: 1 / 8 },
      times,
      slicesOf(large),
    ),
  ];
}

function slicesOf({ longestMs, oneCallMs, slicesMs }: StateFigures): string {
  return `${milliseconds(longestMs)} ÷ ${milliseconds(oneCallMs)}; all slices ${milliseconds(slicesMs)}`;
}

function microseconds(value: number): string {
  return `${Number(value.toPrecision(3))} µs`;
}
