import type { Random } from "../fuzz/random.js";

/** What is on its way: within a lane in order, between lanes in any order. */
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

  /** All that is on its way in lanes of this name is lost. */
  drop(prefix: string): void {
    for (const lane of Array.from(this.#lanes.keys())) if (lane.startsWith(prefix)) this.#lanes.delete(lane);
  }

  block(lane: string): void {
    this.#blocked.add(lane);
  }

  unblock(lane: string): void {
    this.#blocked.delete(lane);
  }

  /** Runs the first task of some lane; false when there is none. */
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
