import { join } from "node:path";
import { runCommand } from "../harness/child.js";
import type { Samples } from "../harness/hot.js";
import { medianRatio } from "../harness/median.js";
import { paths } from "../harness/paths.js";
import { settings } from "../harness/settings.js";
import { limitRow, percent, plainRow, times } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import type { EventCount } from "./validator-project.js";

type Ratio = (name: string, base: string) => number;

/** Measures the cost of validating. @param folders of `prepareValidators`, by number of events. */
export function validatorsTable(folders: Readonly<Record<EventCount, string>>): Table {
  const seven = measure(folders[7], ["--hand-written"]);
  const hundred = measure(folders[100], []);
  return {
    title: "Validators: CPU time",
    notes: [
      "CPU time of passes over a pool of parsed messages. Cases run in turn inside one process; medians of the ratio within a round.",
      `${settings.hotProcesses} process${settings.hotProcesses === 1 ? "" : "es"} of ${settings.hotRounds} rounds. Before they are measured, all validators must agree on every message of the pool, valid and invalid.`,
      'All validators read the schemas as written (`"readers": { "server": "strict" }`): objects that the schemas close are closed.',
      "The 7 events are the first ones of the reference protocol, with 210 messages. bench/make-protocol.ts makes the 100 events, with 400 messages.",
      "The hand-written validator does the same checks, dates included. It gives no errors.",
      "The messages of an event have four shapes. With a pool in which nearly every message has its own shape, all validators take 15–20 % longer.",
      "Valid check: a fifth of the time is date-time. One regular expression accepts the usual form.",
      "Parse + validate: every validator takes longer for a message that has just been parsed than for one of the pool. The row also shows the hand-written validator.",
      "Invalid verdict: the required target of 6 % is about 45 ns. A look-up leads from the tag to the check. Nothing is allocated, and nothing is checked twice. The remaining time is for the checks before the fault. The row also shows the hand-written validator, which has no look-up.",
      "First error: dagwire's second pass walks the whole message to find all reasons (at most ten). ajv stops at the first. To stop there, the contract would need a limit.",
    ],
    rows: [...sevenRows(seven), ...hundredRows(hundred), ...peerRows("7 events", seven), ...peerRows("100 events", hundred)],
  };
}

function sevenRows(ratio: Ratio): Row[] {
  const ajvParse = times(ratio("ajv standalone parse and validate", "parse"));
  const handParse = times(ratio("hand-written parse and validate", "parse"));
  const handInvalid = percent(ratio("hand-written invalid", "parse invalid"));
  const ajvError = times(ratio("ajv standalone first error", "parse invalid"));
  return [
    limitRow(
      "7 events, valid check ÷ JSON.parse of the same text",
      ratio("dagwire", "parse"),
      { must: 0.15 },
      percent,
      `ajv standalone ${percent(ratio("ajv standalone", "parse"))}`,
    ),
    limitRow(
      "7 events, parse + validate ÷ parse",
      ratio("dagwire parse and validate", "parse"),
      { must: 1.25 },
      times,
      `ajv standalone ${ajvParse}, hand-written ${handParse}`,
    ),
    limitRow("7 events, valid check ÷ ajv standalone", ratio("dagwire", "ajv standalone"), { must: 0.25 }, times),
    limitRow("7 events, valid check ÷ hand-written", ratio("dagwire", "hand-written"), { must: 1.15 }, times),
    limitRow(
      "7 events, invalid: verdict ÷ parse",
      ratio("dagwire invalid", "parse invalid"),
      { must: 0.06 },
      percent,
      `hand-written ${handInvalid}`,
    ),
    limitRow(
      "7 events, invalid: first error ÷ parse",
      ratio("dagwire first error", "parse invalid"),
      { must: 2.5 },
      times,
      `ajv standalone ${ajvError}`,
    ),
  ];
}

function hundredRows(ratio: Ratio): Row[] {
  return [
    limitRow("100 events, hot, valid check ÷ ajv standalone", ratio("dagwire", "ajv standalone"), { must: 0.2 }, times),
    plainRow("100 events, valid check ÷ JSON.parse", percent(ratio("dagwire", "parse"))),
    plainRow("100 events, invalid: verdict ÷ parse", percent(ratio("dagwire invalid", "parse invalid"))),
    plainRow("100 events, invalid: first error ÷ parse", times(ratio("dagwire first error", "parse invalid"))),
  ];
}

function peerRows(size: string, ratio: Ratio): Row[] {
  const peers = ["ajv standalone", "ajv compile", "TypeBox compiled", "schemasafe", "valibot", "zod 4", "hand-written"];
  const known = peers.filter((name) => !Number.isNaN(ratio(name, "dagwire")));
  return known.map((name) => plainRow(`${size}, ${name} ÷ dagwire`, times(ratio(name, "dagwire"))));
}

function measure(folder: string, args: readonly string[]): Ratio {
  const runs = Array.from({ length: settings.hotProcesses }, () => {
    return JSON.parse(runCommand(process.execPath, [join(paths.dist, "tables/hot-cases.js"), folder, ...args], { cwd: folder })) as Samples;
  });
  const samples = (name: string): number[] => runs.flatMap((run) => run[name] ?? []);
  return (name, base) => medianRatio(samples(name), samples(base));
}
