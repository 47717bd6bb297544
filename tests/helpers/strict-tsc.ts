import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";
import { repository } from "./run-cli.js";
import { strictCompilerOptions } from "./strict-compiler-options.js";

/**
 * Compiles files with `tsc` under the strictest flags, with the packages of the repository beside them.
 *
 * @returns the errors of the compiler; empty if it finds none.
 */
export function strictErrors(files: FolderContents): string {
  const folder = temporaryFolder({
    "package.json": { type: "module" },
    "tsconfig.json": { compilerOptions: strictCompilerOptions },
    ...files,
  });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" }).stdout;
}
