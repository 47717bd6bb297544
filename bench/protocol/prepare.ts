import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../harness/child.js";
import { paths } from "../harness/paths.js";
import { writeReferenceProtocol } from "./reference-protocol.js";
import { writeProtocol } from "./write-protocol.js";

/** A project like a user's: `schema/`, `generated/`, `node_modules/` with dagwire's cache. */
export type Project = {
  readonly root: string;
  readonly schema: string;
  readonly generated: string;
};

/** Options of a project: the number of events, their directions, and how they are read. */
export type ProjectOptions = {
  readonly name: string;
  /** The number of events. 11 means the first events of the reference protocol. */
  readonly events: number;
  /** For comparing validators: reads schemas strictly as written, as other validators do, and makes all events server events. @default false */
  readonly isStrict?: boolean;
  /** @default 0.3 */
  readonly clientShare?: number;
};

/** Makes a project without generated files. */
export function prepareProject({ name, events, isStrict = false, clientShare = 0.3 }: ProjectOptions): Project {
  const root = join(paths.work, name);
  const project = { root, schema: join(root, "schema"), generated: join(root, "generated") };
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const serverReader = isStrict ? "strict" : "tolerant";
  if (events === 11) writeReferenceProtocol(project.schema, serverReader);
  else writeProtocol(project.schema, { events, clientShare, serverReader });
  return project;
}

/** Removes the generated files and dagwire's cache. */
export function clean({ root, generated }: Project): void {
  rmSync(generated, { recursive: true, force: true });
  rmSync(join(root, "node_modules"), { recursive: true, force: true });
  mkdirSync(join(root, "node_modules"));
}

/** Runs `dagwire generate` without measuring it. */
export function generate({ root }: Project): void {
  runCommand(process.execPath, [paths.dagwire, "generate"], { cwd: root });
}
