/**
 * Calls `callback`, a function of the application. Passes an error that the callback throws or rejects with to `report`.
 *
 * @returns a promise that settles when the callback's promise settles, and never rejects. `undefined` if the callback
 * has returned no promise.
 */
export function guard(callback: () => unknown, report: (thrown: unknown) => void): Promise<unknown> | undefined {
  try {
    const result = callback();
    if (isThenable(result)) return Promise.resolve(result).catch(report);
  } catch (thrown) {
    report(thrown);
  }
  return undefined;
}

/**
 * Returns the value that a function of the application has returned, and refuses a promise.
 *
 * @param name The function's name, for the error.
 * @throws TypeError if the value is a promise. A rejection of that promise is ignored.
 */
export function atOnce<Value>(value: Value, name: string): Value {
  if (!isThenable(value)) return value;
  Promise.resolve(value).catch(() => undefined);
  throw new TypeError(`${name} returned a promise, and its value is needed at once. Make it a function that is not async.`);
}

/** Returns true for a promise, or another object with a function `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
