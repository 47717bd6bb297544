/** Returns true for the error that the JavaScript engine throws when a recursion is too deep. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}
