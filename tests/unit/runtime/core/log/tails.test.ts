import { expect, test } from "vitest";
import { Tails } from "../../../../../runtime/core/log/tails.js";
import type { LogSlice } from "../../../../../runtime/core/log/stream-log.js";

test("[LG10] each listener of a stream gets its events until it is removed, and a second removal removes no later listener", () => {
  const tails = new Tails();
  const slice: LogSlice = { after: "1:0", from: "1:1", at: "1:1", texts: ["{}"], count: 0 };
  const heard: string[] = [];
  const removeFirst = tails.add("run", () => heard.push("first"));
  const removeSecond = tails.add("run", () => heard.push("second"));
  tails.add("other", () => heard.push("other"));
  tails.notify("run", slice);
  removeFirst();
  tails.notify("run", slice);
  removeSecond();
  tails.notify("run", slice);
  tails.add("run", () => heard.push("third"));
  removeSecond();
  tails.notify("run", slice);
  expect(heard).toEqual(["first", "second", "second", "third"]);
});
