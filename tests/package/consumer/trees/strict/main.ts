import { isTaskStateEvent } from "./generated/index.js";

export const isValid = isTaskStateEvent({ type: "task_state", task_id: "build", state: "running" });
