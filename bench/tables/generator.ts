import { rmSync } from "node:fs";
import { join } from "node:path";
import { cpuTimes, interleave } from "../harness/child.js";
import type { Child, Usage } from "../harness/child.js";
import { median, medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { limitRow, megabytes, milliseconds, times } from "../harness/table.js";
import type { Limits, Row, Table } from "../harness/table.js";
import { clean, generate, prepareProject } from "../protocol/prepare.js";
import type { Project } from "../protocol/prepare.js";

const coldLimits: Readonly<Record<number, Limits>> = {
  11: { must: 1.3, stretch: 1 },
  1000: { must: 0.75, stretch: 0.45 },
  5000: { must: 0.5, stretch: 0.3 },
};

const repeatLimits: Readonly<Record<number, Limits>> = {
  11: { must: 0.4, stretch: 0.28 },
  1000: { must: 0.12, stretch: 0.08 },
};

const maxPeakMb = 350;

/** Compares the cost of `dagwire generate` with that of json-schema-to-typescript. */
export function generatorTable(): Table {
  return {
    title: "Generator, beside json-schema-to-typescript 16",
    notes: [
      "CPU time (user and system, all threads) of whole Node processes. Cold runs and the other tool run in turn; medians of the ratio within a round. No-op and --check are divided by the other tool's time in those rounds.",
      "dagwire writes types, dispatchers and validators of both directions. json-schema-to-typescript writes types, one formatted file for each schema (its default).",
      "A cold run has no output and no cache. Before a no-op run nothing has changed since the last run.",
      `Rounds: ${roundsOf(11)} at 11 events, ${roundsOf(1000)} at 1,000${settings.isQuick ? "; 5,000 events are left out of the quick variant" : ", 1 at 5,000"}.`,
    ],
    rows: settings.sizes.flatMap(rowsOf),
  };
}

function rowsOf(events: number): Row[] {
  const project = prepareProject({ name: `generator-${events}`, events });
  const cold = { args: [paths.dagwire, "generate"], cwd: project.root, before: () => clean(project) };
  if (!(events in repeatLimits)) return coldRows(events, interleave({ cold, peer: peerOf(project) }, roundsOf(events)));
  const first = interleave({ cold, peer: peerOf(project) }, roundsOf(events));
  generate(project);
  const repeated = interleave({ noop: child(project, []), check: child(project, ["--check"]) }, roundsOf(events));
  return [...coldRows(events, first), ...repeatRows(events, repeated, first.peer)];
}

function child({ root }: Project, args: readonly string[]): Child {
  return { args: [paths.dagwire, "generate", ...args], cwd: root };
}

function peerOf({ root, schema }: Project): Child {
  const output = join(root, "json2ts");
  return {
    args: [join(paths.dist, "contestants/json2ts.js"), schema, output],
    cwd: root,
    before: () => rmSync(output, { recursive: true, force: true }),
  };
}

function coldRows(events: number, { cold, peer }: Readonly<Record<"cold" | "peer", readonly Usage[]>>): Row[] {
  const name = `cold, ${events.toLocaleString("en")} events`;
  const ratio = medianRatio(cpuTimes(cold), cpuTimes(peer));
  const peaks = [cold, peer].map((usages) => Math.max(...usages.map(({ peakMb }) => peakMb)));
  const [peak = 0, peerPeak = 0] = peaks;
  const detail = `${milliseconds(median(cpuTimes(cold)))} ÷ ${milliseconds(median(cpuTimes(peer)))}`;
  const row = limitRow(name, ratio, coldLimits[events] ?? { must: Number.NaN }, times, detail);
  if (events !== 5000) return [row];
  return [row, limitRow(`${name}, peak memory`, peak, { must: maxPeakMb }, megabytes, `the other ${megabytes(peerPeak)}`)];
}

function repeatRows(events: number, runs: Readonly<Record<"noop" | "check", readonly Usage[]>>, peer: readonly Usage[]): Row[] {
  const limits = repeatLimits[events] ?? { must: Number.NaN };
  const size = `${events.toLocaleString("en")} events`;
  const row = (name: string, usages: readonly Usage[]): Row => {
    return limitRow(
      `${name}, ${size}`,
      medianRatio(cpuTimes(usages), cpuTimes(peer)),
      limits,
      times,
      milliseconds(median(cpuTimes(usages))),
    );
  };
  return [row("no-op", runs.noop), row("--check", runs.check)];
}

function roundsOf(events: number): number {
  if (events === 5000) return 1;
  return events === 11 ? settings.childRounds : settings.longChildRounds;
}
