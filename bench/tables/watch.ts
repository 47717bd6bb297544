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
      "CPU time of the whole watching process from the edit to the message that the files are written; median. It includes all threads, garbage collection and the watching itself.",
      "Each edit adds a property to another event. The first two edits are not counted.",
      "The time for 1,000 events is over the required target. In a profile the validators of the edited side take 45 % of the time. Their texts are kept, but the names that they share are collected again, and the texts are joined. The model takes 27 %, types and the joining of their file 13 %, garbage collection 8 %. Files without a changed part are not made again, nor are dispatchers whose events keep their tags.",
      "The time for 11 events is over the required target. In a profile a quarter of the time is ts-morph printing the edited declaration. Comparing and writing files takes a sixth. The rest has no single cause, because V8 does not compile code that runs seldom.",
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
