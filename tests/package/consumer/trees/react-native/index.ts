import { board, isTaskStateEvent } from "./generated";

const task = { type: "task_state", task_id: "build", state: "running" };
(globalThis as { found?: unknown }).found = [board.name, isTaskStateEvent(task), isTaskStateEvent({})];
