import { expect, test } from "vitest";

const failing = async (check: Promise<void>): Promise<void> =>
  expect(check).rejects.toThrow("expected the code to throw an error, got undefined.");

test("a test of an error fails if the code throws undefined", async () => {
  const nothing: unknown = undefined;
  const throwNothing = (): void => {
    throw nothing;
  };
  expect(() => expect(throwNothing).toThrow("a sentence")).toThrow("expected the code to throw an error");
  await failing(expect(Promise.reject(nothing)).rejects.toThrow("a sentence"));
  await failing(expect(Promise.reject(nothing)).rejects.toThrow(/a sentence/));
  await failing(expect(Promise.reject(nothing)).rejects.toThrow());
});

test("a test of an error passes if the code throws an error, or if the test expects none", async () => {
  await expect(Promise.reject(new Error("a sentence"))).rejects.toThrow("a sentence");
  expect(() => undefined).not.toThrow();
});
