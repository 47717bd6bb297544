/** A baseline that cannot be read: the message names it, says what was found, and what to do. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
  /** True where it can be read, but holds no protocol at all. */
  readonly isAbsent: boolean;

  constructor(message: string, isAbsent = false) {
    super(message);
    this.isAbsent = isAbsent;
  }
}
