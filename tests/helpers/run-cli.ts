import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The exit code and output of a run of the command line. */
export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the built command line as a separate process. */
export function runCli(folder: string, ...args: readonly string[]): CliResult {
  return runCliWith(folder, undefined, ...args);
}

/** Runs the built command line with text on standard input. */
export function runCliWith(folder: string, input: string | undefined, ...args: readonly string[]): CliResult {
  const result = spawnSync(process.execPath, [`${repository}generator/bin/dagwire.js`, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    maxBuffer: 64 * 1024 * 1024,
    ...(input !== undefined && { input }),
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}
