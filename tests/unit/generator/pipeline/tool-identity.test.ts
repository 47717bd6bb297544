import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtFolders } from "../../../../generator/pipeline/cache/tool-identity.js";

test("all files of the generator and of the contract identify a dagwire in development", () => {
  const [generator = "", contract = ""] = builtFolders();
  expect(["emit", "load", "pipeline"].map((room) => existsSync(join(generator, room)))).toEqual([true, true, true]);
  expect(existsSync(join(contract, "event-set.js"))).toBe(true);
});
