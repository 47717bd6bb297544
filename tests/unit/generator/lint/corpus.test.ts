import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { lintProver } from "../../../../generator/check/provers.js";
import { modelProtocol } from "../../../../generator/pipeline/read-protocol.js";
import { corpusCases, readJson, sharedFolder, writeCaseConfig } from "../../../helpers/corpus.js";
import { manifest, temporaryFolder, writeFolder } from "../../../helpers/protocol-folder.js";
import { repository } from "../../../helpers/run-cli.js";

/** Returns the errors of a thorough lint. A protocol that users cannot edit must have none. */
function errorsIn(folder: string): string[] {
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
  const { diagnostics } = modelProtocol(folder, plan, {}, { isThorough: true, prover: lintProver() });
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}`);
}

/** Returns a manifest that lists every definition of a schema file as a type. */
function listDefinitions(path: string, folder: string): void {
  const schema = readJson(path) as Readonly<Record<string, object | undefined>>;
  const names = ["$defs", "definitions"].flatMap((holder) =>
    Object.keys(schema[holder] ?? {}).map((name) => `#/${holder}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
  writeFolder(folder, { "protocol.json": manifest({ types: ["", ...names].map((pointer) => relative(folder, path) + pointer) }) });
}

const histories = join(sharedFolder, "corpus", "histories");
const versions = existsSync(histories)
  ? readdirSync(histories, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\d\.json$|-[\da-f]{7}\.json$|\d{4}-\d\d-\d\d\.json$/.test(path),
    )
  : [];

describe("real protocols have no errors:", () => {
  // Without ../shared the lists are empty.
  test.skipIf(corpusCases().length === 0)("the cases of the corpus", () => {
    for (const one of corpusCases()) {
      const folder = temporaryFolder();
      writeCaseConfig(one, folder);
      expect([one.name, errorsIn(folder)]).toEqual([one.name, []]);
    }
  });

  test.skipIf(versions.length === 0)("the histories of the corpus", () => {
    for (const version of versions) {
      const folder = temporaryFolder();
      listDefinitions(join(histories, version), folder);
      expect([version, errorsIn(folder)]).toEqual([version, []]);
    }
  });

  test("GitHub's webhooks", () => {
    const folder = temporaryFolder();
    listDefinitions(join(repository, "node_modules/@octokit/webhooks-schemas/schema.json"), folder);
    expect(errorsIn(folder)).toEqual([]);
  });
});
