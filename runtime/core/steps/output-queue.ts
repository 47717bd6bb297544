/** Performs outputs one after another. If {@link add} is called meanwhile, its outputs wait for the outputs before them. */
export class OutputQueue<Output> {
  readonly #waiting: Output[] = [];
  readonly #perform: (output: Output) => void;
  #isPerforming = false;

  constructor(perform: (output: Output) => void) {
    this.#perform = perform;
  }

  /** Performs `outputs`, after the outputs that were added earlier. */
  add(outputs: readonly Output[]): void {
    this.#waiting.push(...outputs);
    if (this.#isPerforming) return;
    this.#isPerforming = true;
    for (let output = this.#waiting.shift(); output !== undefined; output = this.#waiting.shift()) this.#perform(output);
    this.#isPerforming = false;
  }
}
