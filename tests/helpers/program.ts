import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Cleanup } from "./stream-harness.js";

/** A program of a test that runs as its own process and talks by messages. */
export type Program = {
  /** Sends a message, if one is given, and returns the program's next message. Rejects if the process ends first. */
  readonly answer: <Answer>(message?: string | number) => Promise<Answer>;
  /** Rejects when the process ends. */
  readonly ended: Promise<never>;
};

/** Starts a program with Node's flags and the program's own options. The end of the test kills it. */
export function startProgram(
  cleanup: Cleanup,
  file: URL,
  { flags = [], options = [] }: { readonly flags?: readonly string[]; readonly options?: readonly string[] } = {},
): Program {
  const child = spawn(process.execPath, [...flags, fileURLToPath(file), ...options], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  cleanup.add(() => child.kill("SIGKILL"));
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`expected the process of ${file.pathname} to keep running, but it ended with ${String(code ?? signal)}`);
  });
  ended.catch(() => {});
  const answer = async <Answer>(message?: string | number): Promise<Answer> => {
    const next = once(child, "message");
    if (message !== undefined) child.send(message);
    const [told] = (await Promise.race([next, ended])) as [Answer];
    return told;
  };
  return { answer, ended };
}
