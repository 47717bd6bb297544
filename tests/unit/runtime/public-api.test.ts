import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../helpers/run-cli.js";

/** The names that an index file exports, without aliases. */
function exportsOf(entry: string): readonly string[] {
  const text = readFileSync(join(repository, "runtime", entry, "index.ts"), "utf8");
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = ""]) =>
    list
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  );
}

const entries = ["server", "client", "testing"];

test("server, client and testing export at most 45 names together", () => {
  expect(entries.map((entry) => exportsOf(entry).length).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(45);
});

test("no entry exports a name that is internal", () => {
  const internal = new Set([
    "AnyStreamState",
    "ClientEventHandler",
    "ClientEventHandlers",
    "ConnectionError",
    "EngineStream",
    "EventContext",
    "EventHandlers",
    "EventNamed",
    "OpenStream",
    "ProtocolDescriptor",
    "ProtocolEvents",
    "StateSource",
    "StreamProtocol",
  ]);
  const exported = [...entries, "core", "react", "lmdb"].flatMap(exportsOf);
  expect(exported.length).toBeGreaterThan(45);
  expect(exported.filter((name) => internal.has(name))).toEqual([]);
  expect(exportsOf("server")).not.toContain("Connection");
});
