import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../helpers/run-cli.js";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-lmdb-open-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a log at the path of a file is refused, and the error says that a folder is expected", () => {
  const file = join(newFolder(), "runs.mdb");
  writeFileSync(file, "");
  expect(() => openLmdbLog(file)).toThrow(`cannot open a log in "${file}": expected a folder, got a file.`);
});

test("without the package lmdb the error says what to install", () => {
  const folder = newFolder();
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  // No folder above this copy holds the package lmdb.
  for (const part of ["core", "lmdb"]) cpSync(join(repository, "runtime/dist", part), join(folder, "dist", part), { recursive: true });
  const program = `
    import { openLmdbLog } from "./dist/lmdb/index.js";
    try { openLmdbLog("runs"); } catch (error) { console.log(error.message); }`;
  writeFileSync(join(folder, "program.js"), program);
  const output = execFileSync(process.execPath, ["program.js"], { cwd: folder, encoding: "utf8" });
  expect(output).toContain("openLmdbLog needs the npm package lmdb. Install it: npm install lmdb (Cannot find module 'lmdb'");
});
