import type { ChildProcess } from "node:child_process";

/** Whether a child can lead a process group of its own, so that one signal reaches all it started. */
export const hasProcessGroups: boolean = process.platform !== "win32";

const living = new Set<ProcessGroup>();

/**
 * A child process together with everything that it starts. Whatever still lives when the engine
 * exits is killed then.
 */
export class ProcessGroup {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (living.size === 0) process.on("exit", killAll);
    living.add(this);
  }

  /** Sends a signal to the whole group; does nothing if none of it is left. */
  signal(name: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (!hasProcessGroups) {
      this.#child.kill(name);
      return;
    }
    try {
      process.kill(-pid, name);
    } catch {
      // ESRCH: the last process of the group is gone already.
    }
  }

  /** Kills what the child left behind and forgets the group. Call it once the child itself is gone. */
  release(): void {
    this.signal("SIGKILL");
    living.delete(this);
    if (living.size === 0) process.off("exit", killAll);
  }
}

function killAll(): void {
  for (const group of living) group.signal("SIGKILL");
}
