const ignore = (): void => undefined;

/** Runs asynchronous work one after another, in the order of the calls. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all earlier work has settled. Returns its result. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.then(ignore, ignore);
    return result;
  }
}
