import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedFolder } from "./corpus.js";

/**
 * Declares a suite that needs data beside the repository. If the data is absent, the suite is one skipped test whose
 * title says so. In CI that test fails.
 */
export function describeWithShared(name: string, path: string, suite: () => void): void {
  if (existsSync(join(sharedFolder, path))) describe(name, suite);
  else if (process.env["CI"] === undefined) test.skip(`${name}: skipped because ../shared/${path} is not here`, () => undefined);
  else test(name, () => expect.fail(`../shared/${path} is not here. CI needs this data.`));
}
