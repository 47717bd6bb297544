/** Performs outputs one after another. Outputs that are added while one is performed wait until it is done. */
export class OutputQueue<Output> {
  readonly #waiting: Output[] = [];
  readonly #perform: (output: Output) => void;
  #isPerforming = false;

  constructor(perform: (output: Output) => void) {
    this.#perform = perform;
  }

  /** Performs `outputs`, after those that already wait. */
  add(outputs: readonly Output[]): void {
    this.#waiting.push(...outputs);
    if (this.#isPerforming) return;
    this.#isPerforming = true;
    for (let output = this.#waiting.shift(); output !== undefined; output = this.#waiting.shift()) this.#perform(output);
    this.#isPerforming = false;
  }
}
