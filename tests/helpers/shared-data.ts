import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedFolder } from "./corpus.js";

/**
 * A suite that needs data beside the repository. Where the data is absent it is one skipped test
 * that says so; in CI that is a failure.
 */
export function describeWithShared(name: string, path: string, suite: () => void): void {
  if (existsSync(join(sharedFolder, path))) describe(name, suite);
  else if (process.env["CI"] === undefined) test.skip(`${name}: skipped, ../shared/${path} is not here`, () => undefined);
  else test(name, () => expect.fail(`../shared/${path} is not here, and CI needs it`));
}
