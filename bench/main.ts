import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeRun } from "./harness/describe-run.js";
import { paths } from "./harness/paths.js";
import { settings } from "./harness/settings.js";
import { markdownTable } from "./harness/table.js";
import type { Table } from "./harness/table.js";
import { addedEventTable } from "./tables/added-event.js";
import { compatTable } from "./tables/compat.js";
import { fanOutTable } from "./tables/fan-out.js";
import { generatorTable } from "./tables/generator.js";
import { historyTable } from "./tables/history.js";
import { sessionTable } from "./tables/sessions.js";
import { statesTable } from "./tables/states.js";
import { textsTable } from "./tables/texts.js";
import { typescriptTable } from "./tables/typescript.js";
import { validatorLoadingTable } from "./tables/validator-loading.js";
import { prepareValidators } from "./tables/validator-project.js";
import { validatorsTable } from "./tables/validators.js";
import { watchTable } from "./tables/watch.js";

rmSync(paths.work, { recursive: true, force: true });
mkdirSync(paths.work, { recursive: true });
const head = describeRun();
process.stdout.write(head);

// `npm start --prefix bench -- validators` measures only the validators, and `states`, `texts` and `history` do likewise. The table of a part is
// printed and not kept.
const part = process.argv[2] ?? "";
const single: Readonly<Record<string, (() => Table) | undefined>> = {
  states: statesTable,
  texts: textsTable,
  history: historyTable,
};
const isPart = part === "validators" || single[part] !== undefined;
const others = [
  typescriptTable,
  addedEventTable,
  fanOutTable,
  sessionTable,
  statesTable,
  textsTable,
  historyTable,
  watchTable,
  generatorTable,
  compatTable,
];
const tables: readonly (() => Table)[] = single[part] !== undefined ? [single[part]] : [...validatorTables(), ...(isPart ? [] : others)];
const parts = tables.map((make) => {
  const text = markdownTable(make());
  process.stdout.write(`\n${text}`);
  return text;
});
// The rough figures of a quick run do not replace measured ones.
const reliability = readFileSync(join(paths.bench, "reliability/figures.md"), "utf8");
if (!settings.isQuick && !isPart) writeFileSync(join(paths.bench, "results.md"), [head, ...parts, reliability].join("\n"));
// The work folder has thousands of files, so it is removed unless it should be kept.
if (process.env["BENCH_KEEP"] !== "1") rmSync(paths.work, { recursive: true, force: true });

function validatorTables(): readonly (() => Table)[] {
  const folders = { 7: prepareValidators(7), 100: prepareValidators(100) };
  return [() => validatorsTable(folders), () => validatorLoadingTable(folders)];
}
