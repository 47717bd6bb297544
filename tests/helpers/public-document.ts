import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const unpacked = new Map<string, string>();

/**
 * Reads a JSON or YAML file of an npm package. Downloads the package without its dependencies, once in a run, because the
 * tests only need its documents.
 *
 * @param spec the package with its exact version, such as `ocpp-rpc@2.2.1`.
 */
export function publicDocument(spec: string, file: string): unknown {
  const text = readFileSync(join(folderOf(spec), "package", file), "utf8");
  return /\.ya?ml$/.test(file) ? parse(text) : (JSON.parse(text) as unknown);
}

function folderOf(spec: string): string {
  const known = unpacked.get(spec);
  if (known !== undefined) return known;
  // Several tests read one package, so the folder stays until the tests end.
  const folder = mkdtempSync(join(tmpdir(), "dagwire-public-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const packed = execFileSync("npm", ["pack", "--silent", "--prefer-offline", spec], { cwd: folder, encoding: "utf8" });
  execFileSync("tar", ["-xzf", packed.trim()], { cwd: folder });
  unpacked.set(spec, folder);
  return folder;
}
