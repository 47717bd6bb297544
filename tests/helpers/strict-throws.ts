import { chai } from "vitest";

// A setup file of vitest. Without it `expect(...).toThrow("some text")` passes if the code throws `undefined`.
const { Assertion, util } = chai;
// Vitest runs this file before each test file. All of these share one Assertion.
const mark = Symbol.for("dagwire.strict-throws");

if (Reflect.get(Assertion, mark) === undefined) {
  Reflect.set(Assertion, mark, true);
  for (const name of ["throws", "throw", "Throw"]) util.overwriteMethod(Assertion.prototype, name, strict);
}

function strict(original: (...expected: unknown[]) => void) {
  return function check(this: Chai.AssertionStatic, ...expected: unknown[]): void {
    original.apply(this, expected);
    const [isNot, thrown]: readonly unknown[] = [util.flag(this, "negate"), util.flag(this, "object")];
    if (isNot === true || (thrown !== undefined && thrown !== null)) return;
    throw new chai.AssertionError(`expected the code to throw an error, got ${String(thrown)}. Throw an error.`);
  };
}
