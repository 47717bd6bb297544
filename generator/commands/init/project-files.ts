import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import { isObject } from "../../base/json.js";

/** The settings of a project in which `dagwire init` runs. */
export class ProjectFiles {
  /** The folder in which `dagwire init` writes its files. */
  readonly folder: string;
  /** The folders whose files apply to the project: its own, and the folders around it up to the root of the repository. */
  readonly folders: readonly string[];

  /** @param folder the folder in which `dagwire init` writes its files. */
  constructor(folder: string) {
    this.folder = folder;
    const around = [folder];
    while (!existsSync(join(around[0] ?? folder, ".git")) && dirname(around[0] ?? folder) !== around[0]) {
      around.unshift(dirname(around[0] ?? folder));
    }
    // Outside of a repository, the files of folders around the project belong to something else.
    this.folders = existsSync(join(around[0] ?? folder, ".git")) ? around.toReversed() : [folder];
  }

  /** Returns the path of the nearest file that has one of the names. */
  nearest(names: readonly string[]): string | undefined {
    return this.folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  }

  /** Returns the packages that the nearest `package.json` lists. */
  packages(): ReadonlySet<string> {
    const manifest = readJson(this.nearest(["package.json"]));
    const lists = ["dependencies", "devDependencies", "peerDependencies"].map((key) => manifest[key]);
    return new Set(lists.flatMap((list) => (isObject(list) ? Object.keys(list) : [])));
  }

  /** Returns the scripts of the nearest `package.json`. */
  scripts(): readonly string[] {
    const { scripts } = readJson(this.nearest(["package.json"]));
    return isObject(scripts) ? Object.values(scripts).map(String) : [];
  }

  /** Returns the compiler options of the nearest `tsconfig.json` with those that it extends, and of each file that it refers to. */
  compilerOptions(): readonly Readonly<Record<string, unknown>>[] {
    return optionsIn(this.nearest(["tsconfig.json"]), new Set());
  }
}

/** Returns the options of one file first, then those of the files that it refers to. */
function optionsIn(path: string | undefined, seen: Set<string>): readonly Readonly<Record<string, unknown>>[] {
  if (path === undefined || seen.has(path)) return [];
  seen.add(path);
  const { compilerOptions, extends: bases, references } = readJson(path);
  const extended = [bases]
    .flat()
    .flatMap((base) => (typeof base === "string" ? optionsIn(resolveConfig(path, base), seen).slice(0, 1) : []));
  const referred = (Array.isArray(references) ? references : []).flatMap((reference) => {
    const target: unknown = isObject(reference) ? reference["path"] : undefined;
    return typeof target === "string" ? optionsIn(resolveConfig(path, `./${target}`), seen) : [];
  });
  const own = Object.assign({}, ...extended, isObject(compilerOptions) ? compilerOptions : {}) as Readonly<Record<string, unknown>>;
  return [own, ...referred];
}

/** Resolves the path or the package of a `tsconfig.json`, as TypeScript does. */
function resolveConfig(from: string, name: string): string | undefined {
  if (!name.startsWith(".") && !name.startsWith("/")) {
    try {
      return createRequire(from).resolve(name.endsWith(".json") ? name : `${name}/tsconfig.json`);
    } catch {
      return undefined;
    }
  }
  const path = join(name.startsWith("/") ? "" : dirname(from), name);
  return [path, `${path}.json`, join(path, "tsconfig.json")].find((candidate) => candidate.endsWith(".json") && existsSync(candidate));
}

/** Reads a JSON file that may have comments. Returns an empty object if the file is missing, unreadable or no object. */
function readJson(path: string | undefined): Readonly<Record<string, unknown>> {
  if (path === undefined) return {};
  try {
    const value = parse(readFileSync(path, "utf8"), [], { allowTrailingComma: true }) as unknown;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
