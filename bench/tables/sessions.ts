import { join } from "node:path";
import type { SessionFigures } from "../fan-out/session-driver.js";
import { runCommand } from "../harness/child.js";
import { median, medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { kilobytes, limitRow, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import { clientSizeRows } from "./client-size.js";

/** Measures the server's cost of a session before any event is sent. */
export function sessionTable(): Table {
  const figures = JSON.parse(
    runCommand(process.execPath, [join(paths.dist, "fan-out/session-driver.js"), String(settings.fanOutRounds)], { cwd: paths.bench }),
  ) as SessionFigures;
  const { idleBytes, connectUs, lagMs, load } = figures;
  const connectRow = (kind: "session" | "plain"): Row =>
    limitRow(
      `connect, ${kind === "plain" ? "plain mode" : kind} ÷ bare ws`,
      medianRatio(connectUs[kind], connectUs.bare),
      { must: 1.5 },
      times,
      microseconds(median(connectUs[kind]), median(connectUs.bare)),
    );
  return {
    title: "Sessions",
    notes: [
      "Memory is that of the server process after a garbage collection, for 4,000 more connections on top of 500. Bare means the package ws with a listener for each socket and no message.",
      "Connect is server CPU from the first packet of 2,000 connections until all are live, beside 500 older ones. A session receives `$hello`, and sends `$welcome`, `$snapshot` and `$synced`. Bare ws and plain mode send nothing.",
      "The servers run for all rounds, and three rounds warm them up. The harness asks for no garbage collection meanwhile: V8 drops machine code at a collection, and the next connects would compile it again.",
      "400 events a second to 500 sessions for 5 s: the wall-clock time from the due time of the last event until the last client had it.",
    ],
    rows: [
      limitRow(
        "memory of an idle session",
        median(idleBytes.session),
        { must: 12_000 },
        kilobytes,
        `bare ws ${kilobytes(median(idleBytes.bare))}`,
      ),
      connectRow("session"),
      connectRow("plain"),
      limitRow("400 events a second to 500 sessions: behind by", lagMs, { must: 1_000 }, (ms) => `${Math.round(ms)} ms`),
      plainRow("400 events a second to 500 sessions: CPU of the server", `${Math.round(load * 100)} % of a core`),
      ...clientSizeRows(),
    ],
  };
}

function microseconds(session: number, bare: number): string {
  return `${Math.round(session)} µs ÷ ${Math.round(bare)} µs`;
}
