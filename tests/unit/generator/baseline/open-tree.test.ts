import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { defaultBaseline } from "../../../../generator/baseline/default-baseline.js";
import { tarballBytes } from "../../../../generator/baseline/inflate.js";
import { openTree } from "../../../../generator/baseline/open-tree.js";
import { readBaseline } from "../../../../generator/baseline/read-baseline.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { commit, git, repository } from "../../../helpers/repository.js";

const protocol: FolderContents = {
  "schema/protocol.json": manifest({ server: ["server/*.json"] }),
  "schema/server/a.json": { ...eventSchema("a"), properties: { type: { const: "a" }, x: { $ref: "../../shared/x.json" } } },
  "shared/x.json": { type: "string" },
};
const wanted = { name: "test", path: "schema/protocol.json" };

function eventsOf(name: string, folder: string): readonly string[] | undefined {
  const tree = openTree(name, folder);
  try {
    return readBaseline(tree, wanted)?.server.events.map((event) => event.name);
  } finally {
    tree.dispose();
  }
}

/** Gives baselines a temporary folder of their own, which must be empty afterwards. */
function ownTemporary(): () => readonly string[] {
  const folder = temporaryFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => readdirSync(folder);
}

test("another protocol's manifest does not count as a renamed one if both are searched", () => {
  const folder = temporaryFolder({ "old/schema/protocol.json": manifest({ server: ["a.json"] }), "old/schema/a.json": eventSchema("a") });
  const tree = openTree("./old", folder);
  const renamed = { name: "renamed", path: "elsewhere/protocol.json" };
  expect(readBaseline(tree, renamed)?.name).toBe("test");
  expect(readBaseline(tree, { ...renamed, others: ["test"] })).toBe(undefined);
  tree.dispose();
});

describe("a git ref", () => {
  test("is read without a checkout, with all referenced files, and leaves no file behind", () => {
    const folder = repository(protocol);
    git(folder, "tag", "v1.0.0");
    writeFolder(folder, { "schema/server/b.json": eventSchema("b"), "schema/server/a.json": "no json" });
    const left = ownTemporary();
    expect(eventsOf("git:v1.0.0", folder)).toEqual(["a"]);
    expect(eventsOf("v1.0.0", folder)).toEqual(["a"]);
    expect(left()).toEqual([]);
    expect(git(folder, "status", "--short")).toContain("schema/server/a.json");
  });

  test("from a folder inside the repository", () => {
    const folder = repository({
      "packages/p/schema/protocol.json": manifest({ server: ["a.json"] }),
      "packages/p/schema/a.json": eventSchema("a"),
    });
    expect(eventsOf("HEAD", join(folder, "packages/p"))).toEqual(["a"]);
  });

  test("symbolic links are followed inside the commit only", () => {
    const folder = repository({ ...protocol, "schema/server/a.json": eventSchema("a") });
    symlinkSync("a.json", join(folder, "schema/server/link.json"));
    symlinkSync("/etc/hostname", join(folder, "schema/server/out.json"));
    commit(folder, "links");
    expect(() => eventsOf("HEAD", folder)).toThrow(/EVENT_TAG_DUPLICATE/);
  });

  test.each([
    ["git:nowhere", /"git:nowhere": git knows no such commit\. Check the name/],
    ["git:--help", /"git:--help": git knows no such commit/],
    ["git:", /git knows no such commit/],
    ["-x", /"-x" is neither a git ref, a path nor a package/],
    ["./nothing", /"\.\/nothing" does not exist/],
    ["npm:--all", /names no package with its version/],
    ["npm:left-pad", /names no package with its version/],
  ])("%s", (name, message) => {
    expect(() => eventsOf(name, repository(protocol))).toThrow(message);
  });

  test("for a name that is a ref and a path, the user has to choose one", () => {
    const folder = repository({ ...protocol, "main/x.json": {} });
    expect(() => eventsOf("main", folder)).toThrow('"main" is a git ref and a path. Write "git:main" or "./main".');
  });

  test("in a shallow clone the message says so", () => {
    const folder = repository(protocol);
    commit(folder, "second");
    const clone = temporaryFolder();
    git(clone, "clone", "--depth", "1", `file://${folder}`, "clone");
    expect(() => eventsOf("git:v1", join(clone, "clone"))).toThrow(/shallow.*fetch-depth: 0/);
  });

  test("outside a repository", () => {
    expect(() => eventsOf("git:main", temporaryFolder(protocol))).toThrow(/in no git repository/);
  });
});

describe("a folder", () => {
  test("with the manifest at its path of today, or elsewhere if it has the protocol's name or is the only one", () => {
    const folder = temporaryFolder({ ...protocol });
    mkdirSync(join(folder, "elsewhere"));
    expect(eventsOf("../", join(folder, "elsewhere"))).toEqual(["a"]);
    expect(eventsOf(join(folder, "schema/protocol.json"), folder)).toEqual(["a"]);
    expect(eventsOf(join(folder, "schema"), folder)).toEqual(["a"]);
  });

  test("without any manifest it is an error; with manifests of other protocols it has no such protocol", () => {
    expect(() => eventsOf("./", temporaryFolder({ "a.json": {} }))).toThrow('"./" has no protocol.json.');
    const others = temporaryFolder({
      "one/protocol.json": manifest({ name: "one" }),
      "two/protocol.json": manifest({ name: "two" }),
      "bad/protocol.json": "{",
    });
    expect(eventsOf("./", others)).toBeUndefined();
  });

  test("with a manifest that is no JSON it is an error, at the path of today and elsewhere", () => {
    const said = (path: string): string => `"./": the manifest "${path}" of this baseline is no JSON.`;
    expect(() => eventsOf("./", temporaryFolder({ ...protocol, "schema/protocol.json": "{" }))).toThrow(said("schema/protocol.json"));
    expect(() => eventsOf("./", temporaryFolder({ "old/protocol.json": "{" }))).toThrow(said("old/protocol.json"));
  });

  test("with a schema that is no JSON: this fault, and the number of all", () => {
    const folder = temporaryFolder({
      "protocol.json": manifest({ server: ["a.json", "b.json"] }),
      "a.json": eventSchema("a", { x: { $ref: "b.json#/properties/x" } }),
      "b.json": "{",
    });
    expect(() => eventsOf("./", folder)).toThrow(
      /b\.json:1:2 error JSON_INVALID: [^\n]* It has 2 errors\. Name a version whose schemas can be read\.$/,
    );
  });

  test("with faulty schemas: the first fault, with its place", () => {
    const folder = temporaryFolder({
      "protocol.json": manifest({ server: ["a.json"] }),
      "a.json": eventSchema("a", { x: { $ref: "gone.json" } }),
    });
    expect(() => eventsOf("./", folder)).toThrow(/"\.\/": the schemas of this baseline cannot be read\. a\.json:8:15 error REF_NOT_FOUND/);
  });

  test("an unknown keyword in a baseline causes no finding", () => {
    const folder = temporaryFolder({ "protocol.json": manifest({ server: ["a.json"] }), "a.json": { ...eventSchema("a"), requried: [] } });
    expect(eventsOf("./", folder)).toEqual(["a"]);
  });
});

describe("a tarball", () => {
  test("of npm pack", () => {
    const folder = temporaryFolder({ ...protocol, "package.json": { name: "p", version: "1.0.0", files: ["schema", "shared"] } });
    execFileSync("npm", ["pack", "--silent"], { cwd: folder, stdio: "ignore" });
    expect(existsSync(join(folder, "p-1.0.0.tgz"))).toBe(true);
    const left = ownTemporary();
    expect(eventsOf("p-1.0.0.tgz", folder)).toEqual(["a"]);
    expect(left()).toEqual([]);
  });

  test("a file that is no tarball", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.tgz"), "not a tarball");
    const left = ownTemporary();
    expect(() => eventsOf("a.tgz", folder)).toThrow(/^"a\.tgz" cannot be read as a tarball/);
    expect(left()).toEqual([]);
  });

  test("that inflates beyond the limit is refused before it is inflated", () => {
    const folder = temporaryFolder();
    // 300 MiB of zeros are 300 kB as members of gzip, which a decompressor reads one after another.
    const member = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    writeFileSync(join(folder, "bomb.tgz"), Buffer.concat(Array.from({ length: 15 }, () => member)));
    const left = ownTemporary();
    expect(() => eventsOf("bomb.tgz", folder)).toThrow('"bomb.tgz": the tarball inflates to more than 256 MiB.');
    expect(left()).toEqual([]);
  });

  test("that is compressed twice is refused, because the second layer has no limit", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "twice.tgz"), gzipSync(gzipSync(Buffer.alloc(10_000))));
    expect(() => eventsOf("twice.tgz", folder)).toThrow('"twice.tgz": the tarball is compressed twice, or not by gzip.');
  });

  test("that is larger on the disk than the limit is not read", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "large.tar"), Buffer.alloc(2048));
    expect(() => tarballBytes(join(folder, "large.tar"), 1024)).toThrow(/^the tarball has more than .* MiB\./);
  });
});

describe("without a named baseline", () => {
  test("the last release tag is taken, else the commit where the branch began, else the previous commit", () => {
    const folder = repository(protocol);
    expect(defaultBaseline(folder)).toEqual({
      name: "git:HEAD",
      reason: "no release tag yet, and the history has a single commit, so only changes that are not committed yet are compared",
    });
    commit(folder, "second");
    expect(defaultBaseline(folder).name).toBe("git:HEAD~1");
    const main = git(folder, "rev-parse", "HEAD");
    git(folder, "checkout", "-b", "topic");
    commit(folder, "third");
    expect(defaultBaseline(folder).name).toBe(`git:${main.slice(0, 12)}`);
    git(folder, "tag", "nightly");
    git(folder, "tag", "v0.1.0", main);
    expect(defaultBaseline(folder)).toEqual({ name: "git:v0.1.0", reason: "the last release tag" });
    expect(() => defaultBaseline(temporaryFolder())).toThrow(/no git history/);
  });

  test("a shallow clone is compared with its earlier commits, and refused if it has none", () => {
    const origin = repository(protocol);
    for (const message of ["second", "third"]) commit(origin, message);
    const clone = (depth: number): string => {
      const folder = join(temporaryFolder(), "clone");
      git(origin, "clone", "--depth", String(depth), `file://${origin}`, folder);
      return folder;
    };
    expect(() => defaultBaseline(clone(1))).toThrow(/this clone is shallow.*git fetch --unshallow --tags.*fetch-depth: 0.*--against/);
    expect(defaultBaseline(clone(2))).toEqual({
      name: "git:HEAD~1",
      reason: "this clone is shallow and has no release tag, so the commit before this one",
    });
    git(origin, "tag", "v1.0.0");
    expect(defaultBaseline(clone(1))).toEqual({ name: "git:v1.0.0", reason: "the last release tag" });
  });
});

test("a baseline may have an empty list of schemas, which today's schemas may not", () => {
  const folder = temporaryFolder({
    "protocol.json": manifest({ server: ["a.json"] }),
    "a.json": eventSchema("a", { x: { oneOf: [] }, y: { allOf: [] } }),
  });
  expect(eventsOf(folder, folder)).toEqual(["a"]);
  expect(modelOf({ "protocol.json": manifest({ server: ["a.json"] }), "a.json": eventSchema("a", { x: { oneOf: [] } }) }).text).toContain(
    'error SCHEMA_LIST_EMPTY: "oneOf" is an empty list, so no value is valid.',
  );
});
