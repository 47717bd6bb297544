import { expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { runCommand } from "../../../helpers/run-command.js";

/** A folder with protocols: for each folder the name of the protocol in it. */
function protocols(names: Readonly<Record<string, string>>): FolderContents {
  const folders = Object.keys(names);
  const files = folders.flatMap((folder): [string, object][] => [
    [`${folder}/protocol.json`, manifest({ name: names[folder], server: ["a.json"] })],
    [`${folder}/a.json`, eventSchema("a")],
  ]);
  const config = { protocols: folders.map((folder) => ({ schema: `${folder}/protocol.json`, out: `generated/${folder}` })) };
  return { ...Object.fromEntries(files), "dagwire.config.json": config };
}

async function check(before: FolderContents, today: FolderContents): Promise<{ code: number | null; text: string }> {
  const old = Object.fromEntries(Object.entries(before).map(([path, content]) => [`old/${path}`, content]));
  const { code, stdout, stderr } = await runCommand(temporaryFolder({ ...today, ...old }), "check", "--against", "old");
  return { code, text: stdout + stderr };
}

test.each([
  ["a second protocol is new", protocols({ one: "one" }), protocols({ one: "one", two: "two" })],
  ["a protocol is in another folder", protocols({ one: "one", two: "two" }), protocols({ one: "one", three: "two" })],
  ["the baseline has no config", { ...protocols({ one: "one" }), "dagwire.config.json": "" }, protocols({ one: "one" })],
])("check passes if %s", async (_title, before, today) => {
  expect((await check(before, today)).code).toBe(0);
});

test("check fails if the config no longer lists a protocol", async () => {
  const { code, text } = await check(protocols({ one: "one", two: "two" }), protocols({ one: "one" }));
  expect(code).toBe(1);
  expect(text).toContain('error PROTOCOL_REMOVED: The protocol "two" of old (two/protocol.json) is gone from the config');
});

test("check fails if a protocol has another name, in the same folder and in another one", async () => {
  const before = protocols({ one: "one", two: "two" });
  const same = await check(before, protocols({ one: "one", two: "three" }));
  expect([same.code, same.text]).toEqual([
    1,
    expect.stringContaining('error PROTOCOL_NAME_CHANGED: The protocol is named "three", and "two" in old.'),
  ]);
  const other = await check(before, protocols({ one: "one", three: "three" }));
  expect([other.code, other.text]).toEqual([1, expect.stringContaining('error PROTOCOL_REMOVED: The protocol "two" of old')]);
});

test("check compares nothing and exits 2 if the named baseline has none of the protocols", async () => {
  const { code, text } = await check(protocols({ one: "one", two: "two" }), protocols({ three: "three" }));
  expect([code, text]).toEqual([2, expect.stringContaining('nothing was compared: "old" has no protocol named "three".')]);
});
