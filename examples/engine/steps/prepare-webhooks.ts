import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ExampleList, listPayloads, loadFrom } from "./webhook-project.js";

/**
 * A step of the webhook pipeline: `prepare-webhooks.js PROJECT`. Makes a folder like that of a user of dagwire: a package
 * with a compiler configuration and this repository's installed packages. Its types are checked as strictly as here.
 */
function main([project = ""]: readonly string[]): void {
  const repository = process.cwd();
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  // On Windows every user may create a junction. Other systems ignore the type.
  symlinkSync(path.join(repository, "node_modules"), path.join(project, "node_modules"), "junction");
  writeJson(path.join(project, "package.json"), { name: "webhooks", private: true, type: "module" });
  writeJson(path.join(project, "tsconfig.json"), compilerConfiguration(repository));
  writeJson(path.join(project, "dagwire.config.json"), dagwireConfiguration);
  const schema = loadFrom(project, "@octokit/webhooks-schemas") as { readonly definitions: object };
  const lists = loadFrom(project, "@octokit/webhooks-examples") as readonly ExampleList[];
  const output = { definitions: Object.keys(schema.definitions).length, events: lists.length, payloads: listPayloads(lists).length };
  console.log(`output ${JSON.stringify(output)}`);
}

/** The configuration of dagwire. One published event is only a warning: no message can satisfy it, and we cannot correct its schema. */
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
