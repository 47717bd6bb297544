/** Does tasks in a row: what a task asks for is done after it, not inside it. */
export class TaskRow<Task> {
  readonly #waiting: Task[] = [];
  readonly #do: (task: Task) => void;
  #isDoing = false;

  constructor(doTask: (task: Task) => void) {
    this.#do = doTask;
  }

  add(tasks: readonly Task[]): void {
    this.#waiting.push(...tasks);
    if (this.#isDoing) return;
    this.#isDoing = true;
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) this.#do(task);
    this.#isDoing = false;
  }
}
