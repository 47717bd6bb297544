import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { envelopeKinds } from "../draft/envelopes.js";
import type { EnvelopeKind } from "../draft/envelopes.js";
import { makeFolder } from "../write/write-files.js";
import { loadConfig } from "../config/load-config.js";
import { Findings } from "../diagnostics/diagnostic.js";
import { DocumentStore } from "../load/document-store.js";
import { writeIgnoreLines } from "./init/ignore-lines.js";
import { chooseExtension } from "./init/import-extension.js";
import type { ChosenExtension } from "./init/import-extension.js";
import { ProjectFiles } from "./init/project-files.js";
import { initFiles } from "./init-files.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { Command } from "./command.js";
import { initFrom } from "./init-from.js";
import { textOption } from "./open-config.js";
import { parseArguments } from "./parse-arguments.js";

const help = `dagwire init: starts a new protocol in this folder.

Usage: dagwire init
       dagwire init --from PATH [--out FOLDER] [--envelope list|json-rpc|name]

--from drafts protocol.json for an existing schema file or a folder of schemas: which schemas are
messages, which side sends each, and which values distinguish them. Questions that the schemas leave
open are listed on stderr. The draft is written to FOLDER (default: here), with a
dagwire.config.json if the folder has none. An existing protocol.json is never overwritten.

If the schemas describe only the payload of a message, --envelope names the envelope around it:
list for [2, id, "Name", {…}] (OCPP), json-rpc for { "method": "Name", "params": {…} }, and name if
a header, a topic or a path beside the message names the payload.

Without --from, it writes these files if they do not exist:
  dagwire.config.json                      where schemas and generated files are
  schema/protocol.json                     the manifest: which side sends which event
  schema/server/task_state.schema.json     a first event of the server
  schema/client/cancel_task.schema.json    a first event of the client
  .github/workflows/dagwire.yml            checks that generated files are up to date, and that no
                                           change breaks a peer that is deployed
and adds the scripts "generate", "generate:check" and "schema:check" to package.json. It warns if
package.json lacks "type": "module".
If the project needs it, the config gets "importExtension": ".ts" for Deno, for Node that strips
types, and for a tsconfig.json that allows .ts in imports; "none" for Next.js and webpack.
A line in .gitattributes keeps LF in generated files, and lines for Prettier and ESLint, if the
project uses them, keep these tools from changing generated files.
A second run changes nothing.
`;

/** The command `dagwire init`. */
export const initCommand: Command = {
  name: "init",
  summary: "begin a protocol: two events, scripts, a CI check",
  help,
  run(args, context) {
    const { values } = parseArguments(args, { from: { type: "string" }, out: { type: "string" }, envelope: { type: "string" } });
    const from = textOption(values, "from");
    const out = textOption(values, "out");
    const envelope = envelopeOption(textOption(values, "envelope"));
    if (from !== undefined) return initFrom({ from, out, envelope }, context);
    if (out !== undefined) throw new UsageError('"--out" needs "--from".');
    if (envelope !== undefined) throw new UsageError('"--envelope" needs "--from".');
    const project = new ProjectFiles(context.cwd);
    const chosen = chooseExtension(project);
    const written = initFiles(chosen?.extension).filter(({ path }) => !existsSync(join(context.cwd, path)));
    for (const { path, text } of written) {
      makeFolder(dirname(join(context.cwd, path)));
      writeFileSync(join(context.cwd, path), text);
      context.stdout(`${path}\n`);
    }
    const addedScripts = addScripts(context);
    if (chosen !== undefined && written.some(({ path }) => path === configName)) context.stderr(choiceNote(chosen));
    const addedLines = writeIgnoreLines(project, outputFolders(context.cwd), context);
    if (chosen === undefined) warnOfCommonJs(context);
    if (written.length === 0 && !addedScripts && !addedLines) context.stderr("Nothing to do: all files and scripts exist already.\n");
    else context.stderr("Next: npm install @dagwire/runtime ws && npx dagwire generate\n");
    return exitCode.fine;
  },
};

function envelopeOption(given: string | undefined): EnvelopeKind | undefined {
  const kind = envelopeKinds.find((one) => one === given);
  if (given !== undefined && kind === undefined) throw new UsageError(`"--envelope" takes ${envelopeKinds.join(", ")}, not "${given}".`);
  return kind;
}

const configName = "dagwire.config.json";

function choiceNote({ extension, reason }: ChosenExtension): string {
  return `${configName} has "importExtension": "${extension}", because ${reason}.\n`;
}

/** Returns the output folders of the config; none if the config is not valid. */
function outputFolders(folder: string): readonly string[] {
  const findings = new Findings();
  return loadConfig(folder, undefined, new DocumentStore(folder, findings), findings)?.plans.map(({ outPath }) => outPath) ?? [];
}

const scripts: Readonly<Record<string, string>> = {
  generate: "dagwire generate",
  "generate:check": "dagwire generate --check",
  "schema:check": "dagwire check",
};

/**
 * Adds the missing scripts to package.json. Does not change scripts that exist, because the project's authors chose
 * them.
 */
function addScripts({ cwd, stdout, stderr }: CommandContext): boolean {
  const path = join(cwd, "package.json");
  const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const manifest = text === undefined ? {} : parsePackage(text);
  if (manifest === undefined) {
    stderr("package.json is not valid JSON, so no scripts were added. Correct the file and run `dagwire init` again.\n");
    return false;
  }
  const present = (manifest["scripts"] ?? {}) as Readonly<Record<string, string>>;
  const missing = Object.entries(scripts).filter(([name]) => present[name] === undefined);
  if (missing.length === 0) return false;
  const indent = /^([ \t]+)"/m.exec(text ?? "")?.[1] ?? "  ";
  const base = text === undefined ? { private: true, type: "module" } : manifest;
  writeFileSync(path, `${JSON.stringify({ ...base, scripts: { ...present, ...Object.fromEntries(missing) } }, undefined, indent)}\n`);
  stdout(`package.json (scripts ${missing.map(([name]) => name).join(", ")})\n`);
  return true;
}

/** Generated code and the runtime are ES modules. Node and TypeScript take the files of a package for CommonJS if it does not say so. */
function warnOfCommonJs({ cwd, stderr }: CommandContext): void {
  const path = join(cwd, "package.json");
  const manifest = existsSync(path) ? parsePackage(readFileSync(path, "utf8")) : undefined;
  if (manifest === undefined || manifest["type"] === "module") return;
  stderr(
    'package.json lacks "type": "module". Add it, or stay with CommonJS on Node 20.19 or newer; both need "module": "nodenext" in tsconfig.json.\n',
  );
}

function parsePackage(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
