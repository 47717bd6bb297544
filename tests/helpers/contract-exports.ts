import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./protocol-folder.js";
import { repository } from "./run-cli.js";

/** The top-level declarations of declaration files, by name. */
type Declarations = ReadonlyMap<string, string>;

const options =
  "--ignoreConfig --declaration --emitDeclarationOnly --removeComments --strict --exactOptionalPropertyTypes --target es2023 --module nodenext";

/**
 * Returns the exports of the contract, one declaration a line, in the order of their names. After them come the types
 * that these declarations name and the contract does not export. Functions have no bodies, classes no private members.
 */
export function contractExports(): string[] {
  const out = temporaryFolder();
  const index = join(repository, "runtime/core/contract/v1/index.ts");
  execFileSync(join(repository, "node_modules/.bin/tsc"), [...options.split(" "), "--outDir", out, index], { stdio: "inherit" });
  const paths = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts") && path !== "index.d.ts");
  const all: Declarations = new Map(paths.flatMap((path) => declarationsOf(readFileSync(join(out, path), "utf8"))));
  const exported = exportedNames(readFileSync(join(out, "index.d.ts"), "utf8"));
  const named = new Set<string>();
  for (const name of exported) addNamed(name, all, named);
  const others = [...named].filter((name) => !exported.includes(name));
  return [...exported.map((name) => `export ${all.get(name) ?? name}`), ...others.toSorted().map((name) => all.get(name) ?? name)];
}

/** Splits a file into its declarations. Each begins in the first column and ends before the next one. */
function declarationsOf(text: string): [string, string][] {
  return text.split(/^(?=export |declare )/m).flatMap((part): [string, string][] => {
    const [, declaration = "", name] = /^(?:export )?(?:declare )?((?:type|function|class|const) ([\w$]+)[\s\S]*)$/.exec(part) ?? [];
    return name === undefined ? [] : [[name, declaration.replaceAll(/\s+/g, " ").trim()]];
  });
}

function exportedNames(index: string): string[] {
  const lists = [...index.matchAll(/\{([^}]*)\} from/g)].flatMap(([, list = ""]) => list.split(","));
  return lists.flatMap((name) => name.replace(/^\s*type /, "").trim() || []).toSorted();
}

function addNamed(name: string, all: Declarations, named: Set<string>): void {
  if (named.has(name)) return;
  named.add(name);
  for (const word of all.get(name)?.match(/[\w$]+/g) ?? []) if (/^(?:type|class) /.test(all.get(word) ?? "")) addNamed(word, all, named);
}
