import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { npmTree } from "../../../../generator/baseline/npm-tree.js";
import { readBaseline } from "../../../../generator/baseline/read-baseline.js";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import { repository } from "../../../helpers/run-cli.js";

/** The registry runs in another process, because the test waits for npm synchronously. */
async function registryOf(tarball: string): Promise<void> {
  const server = spawn(process.execPath, [`${repository}tests/helpers/fake-registry.mjs`, "@acme/dag", "1.0.0", tarball]);
  onTestFinished(() => void server.kill());
  const [port] = (await once(server.stdout, "data")) as [Buffer];
  vi.stubEnv("npm_config_registry", `http://127.0.0.1:${port.toString().trim()}/`);
  vi.stubEnv("npm_config_cache", temporaryFolder());
  vi.stubEnv("npm_config_fetch_retries", "0");
  onTestFinished(() => void vi.unstubAllEnvs());
}

test("a published package that ships its schema folder", async () => {
  const folder = temporaryFolder({
    "package.json": { name: "@acme/dag", version: "1.0.0", files: ["schema"] },
    "schema/protocol.json": manifest({ server: ["a.json"] }),
    "schema/a.json": eventSchema("a"),
  });
  execFileSync("npm", ["pack", "--silent"], { cwd: folder, stdio: "ignore" });
  await registryOf(join(folder, "acme-dag-1.0.0.tgz"));
  const temporary = temporaryFolder();
  vi.stubEnv("TMPDIR", temporary);
  const tree = npmTree("@acme/dag@1.0.0", folder);
  expect(readBaseline(tree, { name: "test", path: "elsewhere/protocol.json" })?.server.events.map(({ name }) => name)).toEqual(["a"]);
  tree.dispose();
  expect(() => npmTree("@acme/dag@2.0.0", folder)).toThrow(
    /^"npm:@acme\/dag@2\.0\.0": npm cannot fetch the package \(.*2\.0\.0.*\)\. Check name, version and registry\.$/,
  );
  expect(() => npmTree("@acme/gone@1.0.0", folder)).toThrow(/Not Found/);
  expect(readdirSync(temporary)).toEqual([]);
});
