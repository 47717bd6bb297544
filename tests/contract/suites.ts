import { clockSuite } from "./clock-suite.js";
import { historySuite } from "./history-suite.js";
import type { Bench } from "./log-bench.js";
import { numberSuite } from "./number-suite.js";
import { recordSuite } from "./record-suite.js";
import { retentionSuite } from "./retention-suite.js";
import { trimSuite } from "./trim-suite.js";
import { versionSuite } from "./version-suite.js";

/** The parts of the contract suite that have files of their own. */
export const suites: readonly ((bench: Bench) => void)[] = [
  recordSuite,
  numberSuite,
  clockSuite,
  trimSuite,
  versionSuite,
  historySuite,
  retentionSuite,
];
