import { join } from "node:path";
import { browserSize } from "../contestants/build-modules.js";
import type { ModuleName } from "../contestants/build-modules.js";
import { runCommand } from "../harness/child.js";
import { median, medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { kilobytes, limitRow, milliseconds, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import type { EventCount } from "./validator-project.js";

/** What validators weigh, and what the first verdict costs. @param folders of `prepareValidators`, by number of events. */
export function validatorLoadingTable(folders: Readonly<Record<EventCount, string>>): Table {
  return {
    title: "Validators: size and start",
    notes: [
      "Size: everything that a dashboard loads to validate and to explain, bundled and minified by esbuild, gzip level 9; 1 kB is 1,000 bytes.",
      "The musts for size come from a prototype whose protocols were smaller: there ajv standalone had 6.9 and 43.7 kB.",
      "Start: CPU time of a fresh Node process from the import of the bundled module to the first verdict, on the same message; median.",
      "Over the musts: at 7 events the interpreter that finds the reasons and the descriptor weigh 4.6 to 5 kB of the sum, so only an interpreter of which a file takes the keywords that it uses could come below 5 kB; at 100 events guards and tables alone are above 11 kB.",
    ],
    rows: [sizeRow(folders, 7, 5000), sizeRow(folders, 100, 11_000), handWrittenRow(folders[7]), ...startRows(folders[100])],
  };
}

function sizeRow(folders: Readonly<Record<EventCount, string>>, count: EventCount, must: number): Row {
  const [ours, ajv] = (["dagwire", "ajv-standalone"] as const).map((name) => browserSize(folders[count], name).gzipped);
  return limitRow(
    `browser, min+gz, ${count} events, errors included`,
    ours ?? Number.NaN,
    { must },
    kilobytes,
    `ajv standalone ${kilobytes(ajv ?? Number.NaN)}`,
  );
}

function handWrittenRow(folder: string): Row {
  return plainRow("browser, min+gz, 7 events, hand-written, without errors", kilobytes(browserSize(folder, "hand-written").gzipped));
}

function startRows(folder: string): Row[] {
  const rounds = settings.childRounds * 2;
  const samples = Array.from({ length: rounds }, () => ({
    ours: firstVerdict(folder, "dagwire"),
    ajv: firstVerdict(folder, "ajv-standalone"),
  }));
  const ours = samples.map((round) => round.ours);
  const ajv = samples.map((round) => round.ajv);
  return [
    limitRow(
      "import + first verdict, 100 events, CPU",
      median(ours),
      { must: 8 },
      milliseconds,
      `ajv standalone ${milliseconds(median(ajv))}`,
    ),
    plainRow("import + first verdict, 100 events, ÷ ajv standalone", times(medianRatio(ours, ajv))),
  ];
}

function firstVerdict(folder: string, name: ModuleName): number {
  return Number(
    runCommand(process.execPath, [join(paths.dist, "tables/first-verdict.js"), join(folder, `${name}.mjs`), join(folder, "message.json")], {
      cwd: folder,
    }),
  );
}
