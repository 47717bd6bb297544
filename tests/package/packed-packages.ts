import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The folders of the packages that are published. */
export const packages = ["generator", "runtime", "generated"] as const;

/** The folder of a package that is published. */
export type PackageFolder = (typeof packages)[number];

/** Runs a program and returns its output. If it fails, the error holds the output. */
export function run(folder: string, program: string, ...args: readonly string[]): string {
  const env = { ...process.env, NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", DENO_NO_UPDATE_CHECK: "1" };
  return execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env });
}

/** The published packages, packed as npm would publish them, and projects outside the repository that install them. */
export class PackedPackages {
  /** The temporary folder of the tarballs and the projects. */
  readonly folder: string = mkdtempSync(join(tmpdir(), "dagwire-package-"));
  readonly #tarballs = new Map<string, string>();

  constructor() {
    for (const name of packages) {
      const packed = run(join(repository, name), "npm", "pack", "--pack-destination", this.folder, "--silent");
      const [tarball = ""] = packed.trim().split("\n").slice(-1);
      this.#tarballs.set(name, join(this.folder, tarball));
    }
  }

  /** Returns the path of a package's tarball. */
  tarball(name: PackageFolder): string {
    return this.#tarballs.get(name) ?? "";
  }

  /** Makes a project of type module that installs some of the packages, and returns its folder. */
  project(name: string, ...dependencies: readonly PackageFolder[]): string {
    return this.tree(name, { type: "module" }, dependencies);
  }

  /**
   * Makes a project, and returns its folder.
   *
   * @param manifest the contents of its package.json, besides the name.
   * @param packed the packages of this repository that it installs.
   * @param published the packages of the registry that it installs, with their versions.
   */
  tree(name: string, manifest: object, packed: readonly PackageFolder[], published: readonly string[] = []): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, ...manifest }));
    this.install(folder, ...packed.map((dependency) => this.tarball(dependency)), ...published);
    return folder;
  }

  /** Installs packages. Runs none of their scripts, because these would download from outside of the registry. */
  install(folder: string, ...names: readonly string[]): void {
    run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", ...names);
  }

  /** Copies a folder of `tests/package/consumer` into a project. */
  copy(from: string, folder: string): void {
    cpSync(join(repository, "tests/package/consumer", from), folder, { recursive: true });
  }

  /** Removes all projects and tarballs. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
