import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { paths } from "../harness/paths.js";

/** The events of the first version of the reference protocol: seven of the server, four of the client. */
export const firstEvents = {
  server: ["node_state", "edge_active", "dag_mutated", "cost_update", "execution_complete", "human_gate_waiting", "error"],
  client: ["human_decision", "pause_execution", "resume_execution", "cancel_execution"],
} as const;

/** Copies these events of `schema/dag`, the files that they refer to, and a manifest for them. */
export function writeReferenceProtocol(folder: string, serverReader: "strict" | "tolerant" = "tolerant"): void {
  rmSync(folder, { recursive: true, force: true });
  const server = firstEvents.server.map((name) => `server/${name}.schema.json`);
  const client = firstEvents.client.map((name) => `client/${name}.schema.json`);
  for (const file of withReferences([...server, ...client])) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(paths.reference, file), join(folder, file));
  }
  const whole = JSON.parse(readFileSync(join(paths.reference, "protocol.json"), "utf8")) as Record<string, unknown>;
  const part = {
    name: whole["name"],
    version: whole["version"],
    discriminator: whole["discriminator"],
    server,
    client,
    types: whole["types"],
  };
  writeFileSync(
    join(folder, "protocol.json"),
    `${JSON.stringify({ ...part, readers: { server: serverReader, client: "strict" } }, null, 2)}\n`,
  );
}

function withReferences(files: readonly string[]): ReadonlySet<string> {
  const found = new Set(files);
  for (const file of found) {
    const text = readFileSync(join(paths.reference, file), "utf8");
    for (const [, target = ""] of text.matchAll(/"\$ref":\s*"([^"#]+)/g)) found.add(join(dirname(file), target));
  }
  return found;
}
