import { spawnSync } from "node:child_process";
import { BaselineError } from "./tree.js";

const maxOutputBytes = 512 * 1024 * 1024;

/** The output of a program, and whether its exit code was 0. */
export type ToolResult = { readonly isFine: boolean; readonly stdout: Buffer; readonly stderr: string };

/**
 * Runs a program and waits for it.
 *
 * @throws BaselineError if the program cannot be run.
 */
export function runTool(command: string, args: readonly string[], cwd: string, input?: string): ToolResult {
  // On Windows npm is a script, which only the shell can run. The caller has checked the arguments.
  const isScript = process.platform === "win32" && command === "npm";
  const result = spawnSync(command, [...args], {
    cwd,
    input,
    shell: isScript,
    maxBuffer: maxOutputBytes,
    env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  if (result.error !== undefined) {
    const { code = result.error.message } = result.error as NodeJS.ErrnoException;
    throw new BaselineError(`"${command}" cannot be run (${code}). Install it, or name the baseline by a folder.`);
  }
  return { isFine: result.status === 0, stdout: result.stdout, stderr: result.stderr.toString("utf8") };
}
