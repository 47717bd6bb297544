import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../helpers/protocol-folder.js";
import { commit, git } from "../../helpers/repository.js";
import { repository } from "../../helpers/run-cli.js";

/** Makes a separate repository with this working tree's schemas, frozen copies and scripts. */
function checkedIn(): string {
  const folder = temporaryFolder();
  for (const path of ["schema", "tests/baselines", "dagwire.config.json", "package.json"]) {
    cpSync(join(repository, path), join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, ".gitignore"), "node_modules\n");
  git(folder, "init");
  commit(folder, "first");
  return folder;
}

function cloneOf(origin: string, depth: number): string {
  const folder = join(temporaryFolder(), "clone");
  git(origin, "clone", "--depth", String(depth), `file://${origin}`, folder);
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function schemaCheck(folder: string): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "schema:check"], { cwd: folder, encoding: "utf8" });
  return { code: status, output: stdout + stderr };
}

/** Adds a value to an enumeration that version 1.0.0 had closed, so that a client of 1.0.0 refuses it. */
function addStatus(folder: string): void {
  const path = join(folder, "schema/dag/common/node_status.schema.json");
  const schema = JSON.parse(readFileSync(path, "utf8")) as { readonly anyOf: readonly [{ readonly enum: readonly string[] }, object] };
  const [listed, others] = schema.anyOf;
  writeFileSync(path, JSON.stringify({ ...schema, anyOf: [{ enum: [...listed.enum, "dreaming"] }, others] }));
}

describe("npm run schema:check", () => {
  test("passes in a clone of depth 1, and says that only the frozen copies were compared", () => {
    const { code, output } = schemaCheck(cloneOf(checkedIn(), 1));
    expect(output).toContain("dag-stream 1.1.0 against tests/baselines/dag-1.0.0 (1.0.0)");
    expect(output).toMatch(/dagwire-session 1\.1\.0 against .*tests\/baselines\/session-1\.0\.0 \(1\.0\.0\)/);
    expect(output).toContain("This clone has no history");
    expect(code).toBe(0);
  });

  test("finds a break of the frozen copies in a clone of depth 1, although it is committed", () => {
    const origin = checkedIn();
    addStatus(origin);
    commit(origin, "second");
    const { code, output } = schemaCheck(cloneOf(origin, 1));
    expect(output).toMatch(/breaking SERVER_ENUM_VALUE_ADDED: .*"dreaming"/);
    expect(code).toBe(1);
  });

  test("compares with the history too if the clone has one", () => {
    const origin = checkedIn();
    commit(origin, "second");
    const { code, output } = schemaCheck(cloneOf(origin, 2));
    expect(output).toContain("dag-stream 1.1.0 against tests/baselines/dag-1.0.0 (1.0.0)");
    expect(output).toContain("dag-stream 1.1.0 against git:HEAD~1 (1.1.0)");
    expect(code).toBe(0);
  });
});

describe("the frozen copies", () => {
  const filesOf = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(folder, path)).isFile())
      .toSorted();

  // The copies are the published versions. If this test fails, take the change back.
  test.each([
    ["dag-1.0.0", "692ab2a5894b660f729ba2db8a0b4784e9b4c0c929cd81f0f6724a598aabcba6"],
    ["session-1.0.0", "97f0950c1b5463563abd673fba60cd4ce7dfe8a46c50990d0ad8dbd382c4f1bd"],
  ])("%s never changes", (name, digest) => {
    const folder = join(repository, "tests/baselines", name);
    const hash = createHash("sha256");
    for (const path of filesOf(folder)) {
      const content: unknown = JSON.parse(readFileSync(join(folder, path), "utf8"));
      hash.update(JSON.stringify([path.replaceAll("\\", "/"), content]));
    }
    expect(hash.digest("hex")).toBe(digest);
  });
});
