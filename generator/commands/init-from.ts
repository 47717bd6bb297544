import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { lintProver } from "../check/provers.js";
import { Findings } from "../diagnostics/diagnostic.js";
import { isStackOverflow } from "../base/stack-overflow.js";
import { settle } from "../diagnostics/settle.js";
import { checkDraft } from "../draft/check-draft.js";
import type { CheckedDraft } from "../draft/check-draft.js";
import { draftManifest } from "../draft/draft-manifest.js";
import type { ManifestDraft } from "../draft/draft-manifest.js";
import type { EnvelopeKind } from "../draft/envelopes.js";
import { findSchemas } from "../draft/find-schemas.js";
import { draftNotes } from "../draft/notes.js";
import { DocumentStore } from "../load/document-store.js";
import { writeIgnoreLines } from "./init/ignore-lines.js";
import { chooseExtension } from "./init/import-extension.js";
import { ProjectFiles } from "./init/project-files.js";
import { makeFolder } from "../write/write-files.js";
import { exitCode } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { showDiagnostics } from "../diagnostics/command-context.js";
import { printable } from "../base/printable.js";

/** The options of `dagwire init --from`. */
export type InitFromOptions = {
  readonly from: string;
  /** The folder into which the draft is written. Default: the current folder. */
  readonly out: string | undefined;
  readonly envelope: EnvelopeKind | undefined;
};

/** Runs `dagwire init --from`: drafts a manifest for existing schemas. */
export function initFrom({ from, out, envelope }: InitFromOptions, context: CommandContext): ExitCode {
  const folder = resolve(context.cwd, out ?? ".");
  const path = join(folder, "protocol.json");
  const shown = relative(context.cwd, path);
  if (existsSync(path)) {
    context.stderr(`${shown} exists already, so nothing was written. Choose another folder with --out, or rename the file.\n`);
    return exitCode.findings;
  }
  const source = resolve(context.cwd, from);
  if (statSync(source, { throwIfNoEntry: false }) === undefined) {
    context.stderr(`"${from}" does not exist. Name a schema file, or a folder of schema files.\n`);
    return exitCode.usage;
  }
  const findings = new Findings();
  const store = new DocumentStore(context.cwd, findings);
  const documents = findSchemas(source, store);
  showDiagnostics(
    settle(findings.all(), (file) => store.textOf(file)),
    context,
  );
  const draft =
    documents.length === 0 ? undefined : attempt(() => checked(draftManifest(documents, source, folder, store, envelope), folder, store));
  if (draft === "too deep") {
    context.stderr(`The references in "${from}" form a chain that is too long to follow. Look for a schema that a program generated.\n`);
    return exitCode.findings;
  }
  if (documents.length === 0 && findings.all().length > 0) return exitCode.usage;
  if (draft === undefined) {
    context.stderr(
      `"${from}" has no schema of a message. Name a JSON file with a union or with definitions of objects, or a folder of such schemas.\n`,
    );
    return findings.all().length > 0 ? exitCode.usage : exitCode.findings;
  }
  const notes = draftNotes(draft.draft);
  if (draft.draft.found.events.length === 0) {
    context.stderr(`"${from}" has no schema that looks like a message, so nothing was written.\n${notes.slice(1).join("\n")}\n`);
    context.stderr('Write a "protocol.json" that lists the schemas of the messages under "server" and "client".\n');
    return exitCode.findings;
  }
  if (!writeDraft(draft.checked, folder, context)) return exitCode.findings;
  for (const note of notes) context.stderr(`${note}\n`);
  return report(draft.checked, context);
}

function checked(
  draft: ManifestDraft | undefined,
  folder: string,
  store: DocumentStore,
): { readonly checked: CheckedDraft; readonly draft: ManifestDraft } | undefined {
  return draft === undefined
    ? undefined
    : { checked: checkDraft(draft.manifest, { path: join(folder, "protocol.json"), store, prover: lintProver() }), draft };
}

function attempt<Result>(action: () => Result): Result | "too deep" {
  try {
    return action();
  } catch (error) {
    if (isStackOverflow(error)) return "too deep";
    throw error;
  }
}

function report({ errors, severity }: CheckedDraft, context: CommandContext): ExitCode {
  const forgiven = Object.keys(severity);
  if (forgiven.length > 0)
    context.stderr(`You may not be able to change these schemas, so the config lowers to warnings: ${forgiven.join(", ")}.\n`);
  if (errors.length === 0) context.stderr("Review the draft, then run: npx dagwire generate\n");
  else
    context.stderr(
      `\`dagwire generate\` will still report ${errors.length} error${errors.length === 1 ? "" : "s"}, the first: ${errors[0]?.message ?? ""} ${errors[0]?.hint ?? ""}\n`,
    );
  return exitCode.fine;
}

function writeDraft({ manifest, severity }: CheckedDraft, folder: string, context: CommandContext): boolean {
  const project = new ProjectFiles(folder);
  const chosen = chooseExtension(project);
  const config = {
    $schema: "https://dagwire.dev/schema/config.schema.json",
    protocols: [{ schema: "protocol.json", out: "generated", ...(chosen !== undefined && { importExtension: chosen.extension }) }],
    ...(Object.keys(severity).length > 0 && { severity }),
  };
  return (
    write(join(folder, "protocol.json"), manifest, context) &&
    (existsSync(join(folder, "dagwire.config.json")) || writeConfig(config, project, folder, context))
  );
}

function writeConfig(config: object, project: ProjectFiles, folder: string, context: CommandContext): boolean {
  if (!write(join(folder, "dagwire.config.json"), config, context)) return false;
  writeIgnoreLines(project, [join(folder, "generated")], context);
  return true;
}

function write(path: string, value: object, context: CommandContext): boolean {
  const shown = relative(context.cwd, path);
  try {
    makeFolder(dirname(path));
    writeFileSync(path, printable(`${JSON.stringify(value, undefined, 2)}\n`), { flag: "wx" });
    context.stdout(`${shown}\n`);
    return true;
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    context.stderr(`${shown} cannot be written (${reason}). Check the folder's permissions and the free space.\n`);
    return false;
  }
}
