import { join } from "node:path";
import { runCommand } from "../harness/child.js";
import { median } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { limitRow, milliseconds, missingRow } from "../harness/table.js";
import type { Limits, Row, Table } from "../harness/table.js";
import { prepareProject } from "../protocol/prepare.js";

const limits: readonly (readonly [events: number, limits: Limits])[] = [
  [11, { must: 10, stretch: 5 }],
  [1000, { must: 50, stretch: 15 }],
];

/** Measures the cost of `dagwire generate --watch` for an edit of one event. */
export function watchTable(): Table {
  const isThere = runCommand(process.execPath, [paths.dagwire, "generate", "--help"], { cwd: paths.root }).includes("--watch");
  return {
    title: "Generator: watching",
    notes: [
      "CPU time of the whole watching process (all threads, garbage collection and the watching itself included) from the edit to the message that the files are written; median.",
      "Each edit adds a property to another event. The first two edits are not counted.",
      "Over the must at 1,000 events, profiled: 45 % goes into the validators of the edited side, whose texts are kept but are asked again for the names that they share, and joined; 27 % into building the model, 13 % into types and the file's joining, 8 % into garbage collection. Files of which no part changed, and dispatchers whose events have the tags that they had, are not made again.",
      "Over the must at 11 events, profiled: a quarter is ts-morph printing the edited declaration, a sixth comparing and writing files, the rest is spread; code that runs once in a while stays uncompiled.",
    ],
    rows: limits.map(([events, limit]) => row(events, limit, isThere)),
  };
}

function row(events: number, limit: Limits, isThere: boolean): Row {
  const what = `one event edited → files written, ${events.toLocaleString("en")} events`;
  if (!isThere) return missingRow(what, limit, milliseconds, "dagwire generate --watch does not exist yet");
  const { root } = prepareProject({ name: `watch-${events}`, events });
  const samples = JSON.parse(
    runCommand(process.execPath, [join(paths.dist, "tables/watch-driver.js"), root, String(settings.edits)], { cwd: root }),
  ) as number[];
  return limitRow(
    what,
    median(samples),
    limit,
    milliseconds,
    `${samples.length} edits, from ${milliseconds(Math.min(...samples))} to ${milliseconds(Math.max(...samples))}`,
  );
}
