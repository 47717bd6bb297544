import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { CommandContext } from "../../diagnostics/command-context.js";
import { withIgnores } from "./eslint-config.js";
import type { ProjectFiles } from "./project-files.js";

const prettierFiles = [
  ".prettierignore",
  ".prettierrc",
  ...["json", "json5", "yaml", "yml", "toml", "js", "mjs", "cjs", "ts", "mts", "cts"].map((ending) => `.prettierrc.${ending}`),
  ...["js", "mjs", "cjs", "ts", "mts", "cts"].map((ending) => `prettier.config.${ending}`),
];
const eslintFiles = ["js", "mjs", "cjs", "ts", "mts", "cts"].map((ending) => `eslint.config.${ending}`);
const oldEslintFiles = [".eslintignore", ".eslintrc", ...["js", "cjs", "json", "yaml", "yml"].map((ending) => `.eslintrc.${ending}`)];

/**
 * Keeps the tools of a project from changing generated files: writes the missing lines into `.gitattributes`, and for Prettier
 * and ESLint, if the project uses them, into what they ignore.
 *
 * @param outs the absolute paths of the output folders.
 * @returns true if a file was changed.
 */
export function writeIgnoreLines(project: ProjectFiles, outs: readonly string[], context: CommandContext): boolean {
  const changed = outs.flatMap((out) => [
    addLine(
      lineHome(project, [".gitattributes"], ".gitattributes") ?? join(project.folder, ".gitattributes"),
      out,
      " text eol=lf",
      context,
    ),
    usesPrettier(project) &&
      addLine(lineHome(project, prettierFiles, ".prettierignore") ?? join(project.folder, ".prettierignore"), out, "", context),
    addOptionalLine(lineHome(project, oldEslintFiles, ".eslintignore"), out, context),
    ignoreInEslint(project.nearest(eslintFiles), out, context),
  ]);
  adviseBiome(project, outs, context);
  return changed.includes(true);
}

function usesPrettier(project: ProjectFiles): boolean {
  return project.packages().has("prettier") || project.nearest(prettierFiles) !== undefined;
}

/** Returns the path of the file `name` in the folder of the nearest file that has one of the names. */
function lineHome(project: ProjectFiles, names: readonly string[], name: string): string | undefined {
  const found = project.nearest(names);
  return found === undefined ? undefined : join(dirname(found), name);
}

function addOptionalLine(file: string | undefined, out: string, context: CommandContext): boolean {
  return file !== undefined && addLine(file, out, "", context);
}

/** Adds a line for the TypeScript files of a folder to a file that names files by patterns, unless a line names them already. */
function addLine(file: string, out: string, attributes: string, { cwd, stdout }: CommandContext): boolean {
  const folder = inside(dirname(file), out);
  if (folder === undefined) return false;
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  if (lines.some((line) => isNamed(line, folder, attributes))) return false;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const line = `${patternOf(folder)}${attributes}`;
  writeFileSync(file, `${text}${text === "" || text.endsWith("\n") ? "" : eol}${line}${eol}`);
  stdout(`${relative(cwd, file)} (${line})\n`);
  return true;
}

/** Returns true if a line of a file with patterns applies to all files of a folder. */
function isNamed(line: string, folder: string, attributes: string): boolean {
  if (line === `${patternOf(folder)}${attributes}`) return true;
  const [pattern = "", ...rest] = line.split(/\s+/);
  if (attributes !== "") {
    // Other attributes, such as linguist-generated, leave the line endings to git.
    if (!rest.some((attribute) => ["eol=lf", "eol=crlf", "-text", "binary"].includes(attribute))) return false;
    if (pattern === "*") return true;
  }
  const named = pattern.replace(/^(?:\.?\/|\*\*\/)+/, "").replace(/(?:\/(?:\*\*|\*|\*\.ts|\*\*\/\*(?:\.ts)?)?)+$/, "");
  return (
    named !== "" && (folder === named || folder.startsWith(`${named}/`) || (!named.includes("/") && folder.split("/").includes(named)))
  );
}

/** Returns the path of a folder relative to another, with slashes; `undefined` if it is outside. */
function inside(folder: string, out: string): string | undefined {
  const path = relative(folder, out).split(sep).join("/");
  return path.startsWith("..") ? undefined : path;
}

function patternOf(folder: string): string {
  return folder === "" ? "/*.ts" : `${folder}/*.ts`;
}

function ignoreInEslint(file: string | undefined, out: string, { cwd, stdout, stderr }: CommandContext): boolean {
  const folder = file === undefined ? undefined : inside(dirname(file), out);
  if (file === undefined || folder === undefined) return false;
  const pattern = patternOf(folder).replace(/^\//, "");
  const text = readFileSync(file, "utf8");
  if (folder !== "" && new RegExp(`["'\`/]${folder.replace(/\W/g, "\\$&")}["'\`/]`).test(text)) return false;
  if (text.includes(pattern)) return false;
  const shown = relative(cwd, file);
  const changed = withIgnores(file, text, pattern);
  if (changed === undefined) {
    stderr(`Add { ignores: ["${pattern}"] } to the list in ${shown}, so that ESLint ignores the generated files.\n`);
    return false;
  }
  writeFileSync(file, changed);
  stdout(`${shown} (ignores ${pattern})\n`);
  return true;
}

function adviseBiome(project: ProjectFiles, outs: readonly string[], { cwd, stderr }: CommandContext): void {
  const file = project.nearest(["biome.json", "biome.jsonc"]);
  if (file === undefined) return;
  const text = readFileSync(file, "utf8");
  const missing = outs.flatMap((out) => inside(dirname(file), out) ?? []).filter((folder) => folder !== "" && !text.includes(`!${folder}`));
  for (const folder of missing)
    stderr(`Add "!${folder}" to "files.includes" in ${relative(cwd, file)}, so that Biome ignores the generated files.\n`);
}
