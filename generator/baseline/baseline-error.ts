/** A baseline that cannot be read: the message names it, says what was found, and what to do. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
}
