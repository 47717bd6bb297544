import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import type { Protocol } from "@dagwire/runtime";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { ProtocolCheck } from "../../../../generator/check/check-protocol.js";
import { subsetQuestions } from "../../../../generator/check/provers.js";
import { supportMatrix, supportTable } from "../../../../generator/check/support-matrix.js";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import type { SupportTable } from "../../../../generator/config/support-schema.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { generateProtocol } from "../../../../generator/pipeline/generate.js";
import { modelIn } from "../../../helpers/model-of.js";
import { writeFolder } from "../../../helpers/protocol-folder.js";
import { repository } from "../../../helpers/run-cli.js";
import { boardFiles } from "./board.js";
import type { Message } from "./board.js";
import type { VersionChange } from "./changes.js";

/** The types of a version that a test has generated, so that no compiler knows them. */
export type BoardTypes = {
  readonly server: Readonly<Record<string, Message>>;
  readonly client: Readonly<Record<string, Message>>;
  readonly state: unknown;
};

export type VersionName = "old" | "new";

/** One version: its model, and its generated code. */
export type BoardVersion = { readonly name: VersionName; readonly model: ProtocolModel; readonly protocol: Protocol<BoardTypes> };

/** The verdict of `dagwire check` on each way in which the two versions meet. True if it has proved that nothing breaks. */
export type Verdicts = {
  /** A server of one version and a client of the other. The name is the server's version. */
  readonly serves: Readonly<Record<VersionName, boolean>>;
  /** A server opens a stream that the other version has stored. The name is the version of the server that opens it. */
  readonly opens: Readonly<Record<VersionName, boolean>>;
};

/** Two versions, and what `dagwire check` says about them. Only the code of the new version has the support table. */
export type TwoVersions = {
  readonly old: BoardVersion;
  readonly new: BoardVersion;
  readonly check: ProtocolCheck;
  readonly verdicts: Verdicts;
};

/** Writes the schemas of both versions, checks the change, computes the support table, and generates and loads both versions. */
export async function twoVersions(change: VersionChange): Promise<TwoVersions> {
  const root = join(repository, ".dagwire");
  mkdirSync(root, { recursive: true });
  // Inside the repository, so that the generated code finds the runtime.
  const work = mkdtempSync(join(root, "pairings-"));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  const [before, after] = [boardFiles(), boardFiles()];
  change.edit(change.isUndone === true ? before : after);
  after["protocol.json"] = { ...after["protocol.json"], version: "1.1.0" };
  writeFolder(join(work, "old"), before);
  writeFolder(join(work, "new"), after);
  const [older, newer] = [modelIn(join(work, "old")), modelIn(join(work, "new"))];
  const check = checkProtocol({
    today: newer,
    baselines: [{ label: "1.0.0", roles: ["deployed"], model: older }],
    deploy: "rolling",
    rollback: "gated",
  });
  const table = tableOf(older, newer);
  writeFolder(join(work, "new"), { "protocol.support.json": table });
  const [upgrade, rollback] = [table.peers[0], tableOf(newer, older).peers[0]];
  const verdicts: Verdicts = {
    serves: { old: upgrade?.asServer === "accept", new: upgrade?.asClient === "accept" },
    opens: { new: upgrade?.stored === "use", old: rollback?.stored === "use" },
  };
  return { old: await load(work, "old", older), new: await load(work, "new", newer), check, verdicts };
}

/** Returns the support table of a version, which lists one version before it. */
function tableOf(before: ProtocolModel, today: ProtocolModel): SupportTable {
  const versions = [before, today].map((model) => ({ labels: [model.version], model }));
  return supportTable(
    versions,
    supportMatrix(versions, subsetQuestions(), () => false),
  );
}

async function load(work: string, name: VersionName, model: ProtocolModel): Promise<BoardVersion> {
  const folder = join(work, name);
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "generated"), runtime: defaultRuntime };
  const { files = [], diagnostics } = generateProtocol(folder, plan);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  writeFolder(join(folder, "generated"), Object.fromEntries(files.map(({ path, text }) => [path, text])));
  // A test has generated this file, so TypeScript cannot know its types.
  const { board } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, "generated/entry.ts")).href)) as {
    readonly board: Protocol<BoardTypes>;
  };
  return { name, model, protocol: board };
}
