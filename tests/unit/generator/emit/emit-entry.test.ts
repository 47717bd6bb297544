import { describe, expect, test } from "vitest";
import type { Peer } from "../../../../generator/config/support-schema.js";
import { emitEntry } from "../../../../generator/emit/emit-entry.js";
import { ImportPaths } from "../../../../generator/emit/import-paths.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { modelOf } from "../../../helpers/model-of.js";

const counted = {
  ...eventSchema("counted", { count: { type: "integer" } }, ["count"]),
  "x-state": { op: "merge", at: "", pick: ["count"] },
};

/** The `state` of a manifest, and the schema that it names. */
function stateNamed(name: string): readonly [{ readonly state: string }, FolderContents] {
  const schema = { type: "object", properties: { count: { type: "integer", default: 0 } }, required: ["count"] };
  return [{ state: `${name}.json` }, { [`${name}.json`]: schema }];
}

function protocol(parts: Parameters<typeof manifest>[0], more: FolderContents = {}): ProtocolModel {
  const { model, text } = modelOf({ "protocol.json": manifest({ server: ["counted.json"], ...parts }), "counted.json": counted, ...more });
  if (model === undefined) throw new Error(text);
  return model;
}

const paths = new ImportPaths();

describe("the entry of a protocol", () => {
  test("has the name that the config gives, else the protocol's in camel case", () => {
    const model = protocol({ name: "acme task-stream" });
    expect(emitEntry(model, paths)).toContain("export const acmeTaskStream: Protocol<AcmeTaskStreamTypes> = {");
    expect(emitEntry(model, paths, "tasks")).toContain("export const tasks: Protocol<TasksTypes> = {");
  });

  test("a protocol without a state has one object, a protocol with a state two", () => {
    expect(emitEntry(protocol({}), paths)).not.toContain("testEvents");
    const text = emitEntry(protocol(...stateNamed("Count")), paths);
    expect(text).toContain(
      "export type TestTypes = {\n  readonly server: ServerEventMap;\n  readonly client: ClientEventMap;\n  readonly state: Count;\n};",
    );
    expect(text).toMatch(/export const test: StatefulProtocol<TestTypes> = \{\n {2}contract: 1,\n[^}]* {2}state: streamState,\n\};/);
    expect(text).toMatch(/export const testEvents: Protocol<TestTypes> = \{\n {2}contract: 1,\n[^}]* {2}client: clientEvents,\n\};$/);
  });

  test("holds no reducer if tags come from outside the message", () => {
    const server = [{ ref: "counted.json", tag: { "@event": "counted" } }];
    const [parts, files] = stateNamed("Count");
    const text = emitEntry(protocol({ discriminator: "@event", server, ...parts }, files), paths);
    expect(text).toContain("readonly state: Count;");
    expect(text).not.toContain("streamState");
    expect(text).not.toContain("testEvents");
  });

  test("imports a state with the name of a contract's type under another name", () => {
    const text = emitEntry(protocol(...stateNamed("Protocol")), paths);
    expect(text).toContain('import type { Protocol as State } from "./types.js";');
    expect(text).toContain("readonly state: State;");
  });

  test("escapes a name that would end a comment", () => {
    expect(emitEntry(protocol({ name: "a*/b" }), paths)).toContain('/** Types of protocol "a*\\/b": its events by name. */');
  });

  test("lists the other versions in use once for both objects", () => {
    const peer: Peer = { digest: `sha256:${"0".repeat(64)}`, version: "0.9.0", asServer: "warn", asClient: "refuse" };
    const text = emitEntry({ ...protocol(...stateNamed("Count")), peers: [peer] }, paths);
    expect(text).toContain(`const peers = {\n  "${peer.digest}": { version: "0.9.0", asServer: "warn", asClient: "refuse" },\n} as const;`);
    expect(text.match(/^ {2}peers,$/gm)).toHaveLength(2);
  });
});
