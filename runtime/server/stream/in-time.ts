/** Node fires a timer with a longer delay at once. */
const longestTimerMs = 2_147_483_647;

/** Calls `callback` after `delayMs` milliseconds. Returns a function that prevents the call. */
export type After = (delayMs: number, callback: () => void) => () => void;

/** Settles like `promise`. Rejects with the error of `late` if that takes longer than `limitMs` milliseconds. */
export function inTime<Value>(promise: PromiseLike<Value>, after: After, limitMs: number, late: () => Error): Promise<Value> {
  if (limitMs > longestTimerMs) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const cancel = after(limitMs, () => reject(late()));
    void Promise.resolve(promise).then(resolve, reject).finally(cancel);
  });
}
