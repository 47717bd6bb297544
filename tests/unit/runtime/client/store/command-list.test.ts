import { expect, test } from "vitest";
import { CommandError, CommandList } from "@dagwire/runtime/client";
import type { CommandOutcome } from "@dagwire/runtime/client";
import type { ToyTypes } from "../../../../helpers/toy-protocol.js";

type Words = Omit<ToyTypes, "client"> & { readonly client: { readonly word: string } };

const accepted = (): Promise<CommandOutcome> => Promise.resolve({ status: "accepted", isDuplicate: false });
const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the list shows a command as pending and then how it finished", async () => {
  const list = new CommandList<Words>();
  const phases: string[] = [];
  list.subscribe(() =>
    phases.push(
      list
        .getCommands()
        .map(({ phase }) => phase)
        .join(),
    ),
  );
  list.add("a", accepted());
  list.add("b", Promise.reject(new CommandError("conflict", "decided")));
  list.add("c", Promise.reject(new CommandError("unconfirmed", "who knows")));
  expect(phases).toEqual(["waiting", "waiting,waiting", "waiting,waiting,waiting"]);
  await settled();
  expect(phases.at(-1)).toBe("done,refused,unconfirmed");
  expect(list.getCommands()[1]).toMatchObject({ number: 2, event: "b", error: { code: "conflict" } });
});

test("the list drops the oldest finished commands, and none that waits", async () => {
  const list = new CommandList<Words>();
  list.add("0", new Promise(() => {}));
  for (let count = 1; count < 200; count++) list.add(String(count), accepted());
  await settled();
  const kept = list.getCommands();
  expect(kept).toHaveLength(50);
  expect(kept[0]).toMatchObject({ event: "0", phase: "waiting" });
  expect(kept.at(-1)).toMatchObject({ event: "199" });
});
