/** Thrown if a baseline cannot be read. The message names the baseline, says why, and what to do. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
  /** True if the baseline can be read, but holds no protocol at all. */
  readonly isAbsent: boolean;

  constructor(message: string, isAbsent = false) {
    super(message);
    this.isAbsent = isAbsent;
  }
}
