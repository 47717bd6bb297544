import { expect, test } from "vitest";
import { OutputQueue } from "../../../../../runtime/core/steps/output-queue.js";

test("outputs are performed in order, also those that an output adds while it is performed", () => {
  const done: string[] = [];
  const queue: OutputQueue<string> = new OutputQueue((output) => {
    done.push(`${output} begins`);
    if (output === "a") {
      queue.add("c");
      queue.run();
    }
    done.push(`${output} ends`);
  });
  queue.add("a");
  queue.add("b");
  expect(done).toEqual([]);
  queue.run();
  expect(done).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  queue.add("d");
  queue.run();
  expect(done.slice(6)).toEqual(["d begins", "d ends"]);
});
