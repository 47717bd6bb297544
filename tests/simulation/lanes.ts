import type { Random } from "../fuzz/random.js";

/** Queues of tasks that wait, such as frames in a network. Tasks of one lane run in order, and those of different lanes in any order. */
export class Lanes {
  readonly #lanes = new Map<string, (() => void)[]>();
  readonly #blocked = new Set<string>();

  add(lane: string, task: () => void): void {
    const tasks = this.#lanes.get(lane);
    if (tasks === undefined) this.#lanes.set(lane, [task]);
    else tasks.push(task);
  }

  length(lane: string): number {
    return this.#lanes.get(lane)?.length ?? 0;
  }

  /** Drops all tasks of the lanes whose names begin with `prefix`. */
  drop(prefix: string): void {
    for (const lane of Array.from(this.#lanes.keys())) if (lane.startsWith(prefix)) this.#lanes.delete(lane);
  }

  block(lane: string): void {
    this.#blocked.add(lane);
  }

  unblock(lane: string): void {
    this.#blocked.delete(lane);
  }

  /** Runs the first task of a random lane. Returns false if no lane has a task. */
  run(random: Random): boolean {
    const lanes = Array.from(this.#lanes.keys()).filter((lane) => !this.#blocked.has(lane));
    if (lanes.length === 0) return false;
    const lane = random.pick(lanes);
    const tasks = this.#lanes.get(lane);
    const task = tasks?.shift();
    if (tasks?.length === 0) this.#lanes.delete(lane);
    task?.();
    return true;
  }
}
