import { expect, test } from "@jest/globals";
import { board, isTaskStateEvent } from "./generated/index.js";

test("the validators of generated files", () => {
  expect(board.name).toBe("board");
  expect(isTaskStateEvent({ type: "task_state", task_id: "build", state: "running" })).toBe(true);
  expect(isTaskStateEvent({})).toBe(false);
});
