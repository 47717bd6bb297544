/**
 * Runs a function of the application, and reports what it throws or rejects with.
 *
 * @returns a promise that settles with the one that the function returned, if any, and never rejects.
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
 * What a function of the application has returned, where a promise would come too late.
 *
 * @param name The function, as the application knows it.
 * @throws TypeError for a promise. Its own rejection is taken here: nobody else waits for it.
 */
export function atOnce<Value>(value: Value, name: string): Value {
  if (!isThenable(value)) return value;
  Promise.resolve(value).catch(() => undefined);
  throw new TypeError(`${name} returned a promise: expected its value at once. Make it a function that is not async.`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
