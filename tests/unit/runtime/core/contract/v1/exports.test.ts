import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contractExports } from "../../../../../helpers/contract-exports.js";
import { repository } from "../../../../../helpers/run-cli.js";

const path = "runtime/core/contract/v1/exports.txt";

test(`@dagwire/runtime/codegen/v1 exports what ${path} lists, and only gains exports`, { timeout: 60_000 }, () => {
  const listed = readFileSync(join(repository, path), "utf8").trimEnd().split("\n");
  const present = contractExports();
  const lost = listed.filter((line) => !present.includes(line));
  expect(lost, "generated files import what the list names: keep it as it is, or make a v2 beside v1").toEqual([]);
  const gained = present.filter((line) => !listed.includes(line));
  expect(gained, `add the lines to ${path}`).toEqual([]);
  expect(listed, "keep the order").toEqual(present);
});
