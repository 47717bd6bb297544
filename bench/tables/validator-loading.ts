import { join } from "node:path";
import { browserSize, generatedSize } from "../contestants/build-modules.js";
import type { ModuleName } from "../contestants/build-modules.js";
import { runCommand } from "../harness/child.js";
import { median, medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { kilobytes, limitRow, milliseconds, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import type { EventCount } from "./validator-project.js";

/** Measures the size of validators and the cost of the first verdict. @param folders of `prepareValidators`, by number of events. */
export function validatorLoadingTable(folders: Readonly<Record<EventCount, string>>): Table {
  return {
    title: "Validators: size and start",
    notes: [
      "Size is everything that a dashboard loads to validate and to explain, bundled and minified by esbuild, with gzip level 9. 1 kB is 1,000 bytes.",
      "The required targets for size come from a prototype with smaller protocols. There ajv standalone had 6.9 and 43.7 kB.",
      "Start is the CPU time of a fresh Node process from the import of the bundled module to the first verdict, on the same message; median.",
      sizeNote(folders),
    ],
    rows: [...sizeRows(folders, 7, 5000), ...sizeRows(folders, 100, 11_000), handWrittenRow(folders[7]), ...startRows(folders[100])],
  };
}

type Folders = Readonly<Record<EventCount, string>>;

/** Explains a size: the parts of the generated file and of the runtime. */
function sizeNote(folders: Folders): string {
  const parts = ([7, 100] as const).map((count) => {
    const whole = browserSize(folders[count], "dagwire").gzipped;
    const file = generatedSize(folders[count]);
    return `At ${count} events ${kilobytes(file)} of ${kilobytes(whole)} are the generated file (checks, constraints, descriptor), and the rest comes from the runtime.`;
  });
  return `${parts.join(" ")} The runtime's part is the event set, the explanation of the keywords in use, and the formats in use. Shorter checks do not help: names and values are what remains after gzip. Four changes were tried in the bundles and save 1 % or less each: a helper for integers, one for bounds, one for strings, and implied types of constraints.`;
}

function sizeRows(folders: Folders, count: EventCount, must: number): Row[] {
  const { gzipped: ours } = browserSize(folders[count], "dagwire");
  const { gzipped: ajv } = browserSize(folders[count], "ajv-standalone");
  const what = `browser, min+gz, ${count} events, errors included`;
  // The required size as a share of ajv standalone's size, both in the prototype.
  const prototype = times(must / (count === 7 ? 6900 : 43_700));
  return [
    limitRow(what, ours, { must }, kilobytes, `ajv standalone ${kilobytes(ajv)}`),
    plainRow(`${what}, ÷ ajv standalone`, `${times(ours / ajv)} (the must was ${prototype} of ajv's size in the prototype)`),
  ];
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
