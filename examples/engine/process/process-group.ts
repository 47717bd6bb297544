import type { ChildProcess } from "node:child_process";

/** True if a child can lead its own process group, so that one signal reaches all processes that it started. */
export const hasProcessGroups: boolean = process.platform !== "win32";

const living = new Set<ProcessGroup>();

/**
 * A child process together with all processes that it starts. When the engine exits, it kills the processes that still live.
 */
export class ProcessGroup {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (living.size === 0) process.on("exit", killAll);
    living.add(this);
  }

  /** Sends a signal to the whole group. Does nothing if the group has no process any more. */
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
      // ESRCH: the last process of the group has ended already.
    }
  }

  /** Kills the remaining processes of the group and forgets the group. Call it after the child itself has exited. */
  release(): void {
    this.signal("SIGKILL");
    living.delete(this);
    if (living.size === 0) process.off("exit", killAll);
  }
}

function killAll(): void {
  for (const group of living) group.signal("SIGKILL");
}
