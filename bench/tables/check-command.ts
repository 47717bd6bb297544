import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpuTimes, interleave, runCommand } from "../harness/child.js";
import type { Child } from "../harness/child.js";
import { median } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { limitRow, milliseconds, plainRow } from "../harness/table.js";
import type { Row } from "../harness/table.js";
import { prepareProject } from "../protocol/prepare.js";
import type { Project } from "../protocol/prepare.js";
import type { Schema } from "../protocol/schema.js";

const events = 1000;
/** One of this many events has changed. */
const every = 100;

/** Measures `dagwire check` without a change, and its verdicts alone after a change of 1 % of the events. */
export function checkCommandRows(): Row[] {
  const same = prepareProject({ name: "check-same", events });
  const changed = prepareProject({ name: "check-changed", events });
  const baseline = join(paths.work, "check-baseline");
  cpSync(same.schema, baseline, { recursive: true });
  grow(changed);
  const { whole } = interleave({ whole: check(same, baseline) }, settings.longChildRounds);
  const samples = Array.from({ length: settings.childRounds }, () => decide(same, changed));
  const reading = milliseconds(median(samples.map(({ readingMs }) => readingMs)));
  return [
    plainRow("1,000 events, dagwire check as a whole, nothing changed", milliseconds(median(cpuTimes(whole)))),
    limitRow(
      "1,000 events, protocol check, 1 % of the events changed",
      median(samples.map(({ decidingMs }) => decidingMs)),
      { must: 200 },
      milliseconds,
      `reading and digests ${reading}`,
    ),
  ];
}

function decide(before: Project, after: Project): { readonly readingMs: number; readonly decidingMs: number } {
  const driver = join(paths.dist, "tables/check-driver.js");
  return JSON.parse(runCommand(process.execPath, [driver, before.root, after.root], { cwd: paths.root })) as ReturnType<typeof decide>;
}

function check({ root }: Project, baseline: string): Child {
  return { args: [paths.dagwire, "check", "--against", baseline], cwd: root, codes: [0, 1] };
}

/** Adds an optional property, which is compatible, to some of the server's events. */
function grow({ schema }: Project): void {
  const folder = join(schema, "server");
  for (const [index, name] of readdirSync(folder).toSorted().entries()) {
    if (index % every !== 0) continue;
    const event = JSON.parse(readFileSync(join(folder, name), "utf8")) as Schema;
    const properties = { ...event.properties, added_later: { type: "string", maxLength: 80 } };
    writeFileSync(join(folder, name), `${JSON.stringify({ ...event, properties }, undefined, 2)}\n`);
  }
}
