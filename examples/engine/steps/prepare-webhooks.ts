import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ExampleList, listPayloads, loadFrom } from "./webhook-project.js";

/**
 * A step of the webhook pipeline: `prepare-webhooks.js PROJECT`. Makes a folder as a user of dagwire
 * has one: a package with a compiler configuration, and the packages that are installed here. The
 * types are checked as strictly as this repository's own.
 */
function main([project = ""]: readonly string[]): void {
  const repository = process.cwd();
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  // A junction is what Windows lets anybody make; elsewhere the word means nothing.
  symlinkSync(path.join(repository, "node_modules"), path.join(project, "node_modules"), "junction");
  writeJson(path.join(project, "package.json"), { name: "webhooks", private: true, type: "module" });
  writeJson(path.join(project, "tsconfig.json"), compilerConfiguration(repository));
  writeJson(path.join(project, "dagwire.config.json"), dagwireConfiguration);
  const schema = loadFrom(project, "@octokit/webhooks-schemas") as { readonly definitions: object };
  const lists = loadFrom(project, "@octokit/webhooks-examples") as readonly ExampleList[];
  const output = { definitions: Object.keys(schema.definitions).length, events: lists.length, payloads: listPayloads(lists).length };
  console.log(`output ${JSON.stringify(output)}`);
}

/** The lint proves that nothing satisfies one of the published events. The schema is not ours to mend, so that is a warning here. */
const dagwireConfiguration = {
  protocols: [{ schema: "protocol.json", out: "generated" }],
  severity: { EVENT_UNSATISFIABLE: "warning" },
};

function compilerConfiguration(repository: string): object {
  const own = { composite: false, declarationMap: false, sourceMap: false, isolatedDeclarations: true, rootDir: ".", outDir: "dist" };
  return { extends: path.join(repository, "tsconfig.base.json"), compilerOptions: own, include: ["generated"] };
}

function writeJson(file: string, value: object): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

main(process.argv.slice(2));
