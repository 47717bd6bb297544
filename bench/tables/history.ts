import { join } from "node:path";
import { runCommand } from "../harness/child.js";
import { paths } from "../harness/paths.js";
import { limitRow, milliseconds, plainRow, times } from "../harness/table.js";
import type { Table } from "../harness/table.js";
import type { HistoryFigures } from "./history-driver.js";

/** Measures pages and seeks of a run of 100,000 events in a durable log. */
export function historyTable(): Table {
  const printed = runCommand(process.execPath, [join(paths.dist, "tables/history-driver.js")], { cwd: paths.bench });
  const { pageP50, pageP99, filteredP50, seekP50, seekBytesRatio, checkpoints, statesRatio } = JSON.parse(printed) as HistoryFigures;
  return {
    title: "History of a run",
    notes: [
      "A run of 100,000 `node_state` events of 1,000 nodes in LMDB, 20 events an append, with a state after every 4,096 events. Wall time in one process.",
      "A page: the 200 events before a random position, with their times, as the server reads it for `$read`. A filtered page: those of one node.",
      "A seek reads the last state before a random position, and the events from there to the position.",
    ],
    rows: [
      limitRow("page of 200 events, median", pageP50, { must: 0.2 }, milliseconds, `p99 ${milliseconds(pageP99)}`),
      plainRow("page of the events of one node among 1,000, median", milliseconds(filteredP50)),
      plainRow("seek, without computing the state, median", milliseconds(seekP50)),
      limitRow("bytes of events that a seek reads ÷ bytes of its state, largest", seekBytesRatio, { must: 1 }, times),
      limitRow("all kept states ÷ all events, in bytes", statesRatio, { must: 1.5 }, times, `${checkpoints} states`),
    ],
  };
}
