/** Performs outputs one after another. If {@link run} is called meanwhile, the outputs wait for the outputs before them. */
export class OutputQueue<Output> {
  readonly #waiting: Output[] = [];
  readonly #perform: (output: Output) => void;
  #isPerforming = false;

  constructor(perform: (output: Output) => void) {
    this.#perform = perform;
  }

  /** Adds an output after the outputs that were added earlier. {@link run} performs it. */
  add(output: Output): void {
    this.#waiting.push(output);
  }

  /** Performs all outputs that were added. Does nothing during another call, which performs them. */
  run(): void {
    if (this.#isPerforming || this.#waiting.length === 0) return;
    this.#isPerforming = true;
    for (let output = this.#waiting.shift(); output !== undefined; output = this.#waiting.shift()) this.#perform(output);
    this.#isPerforming = false;
  }
}
