import { expect, test } from "vitest";
import { Settings } from "../../../../runtime/server/settings.js";
import { toy } from "../../../helpers/toy-protocol.js";

test("a text of a client begins no line of the log and reaches no terminal as it is", () => {
  const lines: unknown[] = [];
  const write = (details: object, message: string): void => void lines.push([details, message]);
  const logger = { debug: write, info: write, warn: write, error: write };
  const warnings: string[] = [];
  const settings = new Settings(toy, {
    path: "/:stream",
    logger,
    onWarning: (message) => void warnings.push(message),
    onError: () => undefined,
  });
  settings.logger.info({ stream: "a\u001b[2J", connection: 1 }, "refused: b\nc\u202E");
  settings.warn("d\u009b\r\ne");
  settings.report(new Error("f\u2028g"));
  expect(lines).toEqual([
    [{ stream: "a\\u001b[2J", connection: 1 }, "refused: b\\u000ac\\u202e"],
    [{}, "d\\u009b\\u000d\\u000ae"],
    [{ error: "f\\u2028g" }, "a function of the application or the log has failed"],
  ]);
  expect(warnings).toEqual(["d\\u009b\\u000d\\u000ae"]);
});
