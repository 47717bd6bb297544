import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../examples/engine/arguments.js";

describe("parseArguments", () => {
  it("has defaults", () => {
    expect(parseArguments([])).toEqual({ kind: "run", arguments: { port: undefined, pipeline: undefined, exit: false, approve: false } });
  });

  it("reads every option", () => {
    expect(parseArguments(["--port", "0", "--pipeline", "p.json", "--exit", "--approve"])).toEqual({
      kind: "run",
      arguments: { port: 0, pipeline: "p.json", exit: true, approve: true },
    });
    expect(parseArguments(["--help"])).toEqual({ kind: "help" });
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--port", "70000"], /--port expects a number from 0 to 65535, got "70000"/],
    [["--port", "x"], /--port expects a number/],
    [["--port"], /--port <value>/],
    [["--colour"], /Unknown option '--colour'/],
    [["stray"], /Unexpected argument 'stray'/],
  ];
  it.each(wrong)("refuses %j with a sentence", (argv, message) => {
    const result = parseArguments(argv);
    expect(result).toMatchObject({ kind: "wrong", message: expect.stringMatching(message) });
  });
});
