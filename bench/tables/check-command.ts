import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpuTimes, interleave } from "../harness/child.js";
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
/** One event in so many has changed. */
const every = 100;

/** What `dagwire check` takes as a whole, and what a change of 1 % of the events adds to it. */
export function checkCommandRows(): Row[] {
  const same = prepareProject({ name: "check-same", events });
  const changed = prepareProject({ name: "check-changed", events });
  const baseline = join(paths.work, "check-baseline");
  cpSync(same.schema, baseline, { recursive: true });
  grow(changed);
  const usage = interleave({ same: check(same, baseline), changed: check(changed, baseline) }, settings.longChildRounds);
  const [sameMs, changedMs] = [cpuTimes(usage.same), cpuTimes(usage.changed)];
  const more = changedMs.map((cpuMs, round) => cpuMs - (sameMs[round] ?? 0));
  return [
    plainRow("1,000 events, dagwire check as a whole, nothing changed", milliseconds(median(sameMs))),
    limitRow("1,000 events, dagwire check, 1 % of the events changed: more than that", median(more), { must: 200 }, milliseconds),
  ];
}

function check({ root }: Project, baseline: string): Child {
  return { args: [paths.dagwire, "check", "--against", baseline], cwd: root, codes: [0, 1] };
}

/** An optional property more, which is compatible, in some of the server's events. */
function grow({ schema }: Project): void {
  const folder = join(schema, "server");
  for (const [index, name] of readdirSync(folder).toSorted().entries()) {
    if (index % every !== 0) continue;
    const event = JSON.parse(readFileSync(join(folder, name), "utf8")) as Schema;
    const properties = { ...event.properties, added_later: { type: "string", maxLength: 80 } };
    writeFileSync(join(folder, name), `${JSON.stringify({ ...event, properties }, undefined, 2)}\n`);
  }
}
