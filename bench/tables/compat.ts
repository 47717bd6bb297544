import { join } from "node:path";
import { runCommand } from "../harness/child.js";
import { median, medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { limitRow, megabytes, milliseconds, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import { checkCommandRows } from "./check-command.js";
import { writeProtocol } from "../protocol/write-protocol.js";

type Sample = {
  readonly reading: readonly number[];
  readonly deciding: readonly number[];
  readonly ajv: readonly number[];
  readonly peakMb: number;
};

/** Measures the cost of comparing a protocol with its next version. */
export function compatTable(): Table {
  return {
    title: "Compatibility: two versions of a protocol, both ways",
    notes: [
      "CPU time of one process. The next version has one more event. It also has one more optional property in one of five definitions, or in one of a hundred if the row says so. One direction is proved. The other has a witness, which the generated guards confirm.",
      "The time covers the two questions, from the read schemas to the confirmed answers. The time for reading stands in brackets.",
      "Up to 100 events, ajv compiles both schemas in turn with dagwire in one warm process; medians of the ratio within a round. For 1,000 events a process does nothing else; medians of processes.",
      "The two questions share nothing: of 1,000 events that are equal in both versions, each is translated twice. dagwire check pairs events first and asks only about those that differ. Its row covers the time from both read models to findings, verdicts on source and suggested versions. A third of that time is V8's optimising compiler, which still compiles functions that were hot while both were read (about 135 ms with --no-opt).",
    ],
    rows: [...[7, 30, 100].map(ratioRow), ...largeRows(), ...checkCommandRows()],
  };
}

function ratioRow(events: number): Row {
  const { reading, deciding, ajv } = measure(events, 0.2, settings.isQuick ? 9 : 31);
  const detail = `${milliseconds(median(deciding))} ÷ ${milliseconds(median(ajv))}; reading ${milliseconds(median(reading))}`;
  return limitRow(`${events} events, both ways ÷ ajv compile of both`, medianRatio(deciding, ajv), { must: 0.2 }, times, detail);
}

function largeRows(): Row[] {
  const [cold = [], little = []] = [0.2, 0.01].map((share) => Array.from({ length: settings.childRounds }, () => measure(1000, share, 1)));
  return [
    largeRow("cold", cold, 1500),
    largeRow("cold, 1 % of the definitions changed", little, 200),
    limitRow("1,000 events, memory", Math.max(...cold.map(({ peakMb }) => peakMb)), { must: 512 }, megabytes),
  ];
}

function largeRow(what: string, samples: readonly Sample[], must: number): Row {
  const of = (pick: (sample: Sample) => readonly number[]): number => median(samples.flatMap(pick));
  const reading = milliseconds(of((sample) => sample.reading));
  return limitRow(
    `1,000 events, ${what}`,
    of((sample) => sample.deciding),
    { must },
    milliseconds,
    `reading ${reading}`,
  );
}

function measure(events: number, share: number, rounds: number): Sample {
  const folder = join(paths.work, `compat-${events}`);
  writeProtocol(folder, { events, clientShare: 0 });
  const driver = join(paths.dist, "tables/compat-driver.js");
  return JSON.parse(runCommand(process.execPath, [driver, folder, String(share), String(rounds)], { cwd: paths.root })) as Sample;
}
