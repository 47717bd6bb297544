import { expect, test } from "vitest";
import { CommandError, CommandList } from "@dagwire/runtime/client";

const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a command is shown from when it is sent until it has ended, and how", async () => {
  const list = new CommandList<string>();
  const phases: string[] = [];
  list.subscribe(() =>
    phases.push(
      list
        .getCommands()
        .map(({ phase }) => phase)
        .join(),
    ),
  );
  list.add("a", Promise.resolve({ outcome: "acked" }));
  list.add("b", Promise.reject(new CommandError("conflict", "decided")));
  list.add("c", Promise.reject(new CommandError("unconfirmed", "who knows")));
  expect(phases).toEqual(["waiting", "waiting,waiting", "waiting,waiting,waiting"]);
  await settled();
  expect(phases.at(-1)).toBe("done,refused,unconfirmed");
  expect(list.getCommands()[1]).toMatchObject({ number: 2, event: "b", error: { code: "conflict" } });
});

test("the oldest that have ended are forgotten, those that wait never", async () => {
  const list = new CommandList<number>();
  list.add(0, new Promise(() => {}));
  for (let count = 1; count < 200; count++) list.add(count, Promise.resolve({ outcome: "acked" }));
  await settled();
  const kept = list.getCommands();
  expect(kept).toHaveLength(50);
  expect(kept[0]).toMatchObject({ event: 0, phase: "waiting" });
  expect(kept.at(-1)).toMatchObject({ event: 199 });
});
