import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { corpusCases, readJson, writeCaseConfig } from "../helpers/corpus.js";
import type { CorpusCase } from "../helpers/corpus.js";
import { applyMutant, valueAtPointer } from "../helpers/mutant.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { repository, runCli } from "../helpers/run-cli.js";
import { describeWithShared } from "../helpers/shared-data.js";
import { strictCompilerOptions } from "../helpers/strict-compiler-options.js";
import { typeCheckFile } from "../helpers/type-check-file.js";

type Validate = (value: unknown, issues?: unknown[]) => boolean;
type GeneratedModule = Readonly<Record<string, { readonly events: Readonly<Record<string, { readonly validate: Validate }>> }>>;

/** Generates a case and compiles it together with a file that uses all its types. */
function build(corpusCase: CorpusCase): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(repository, "node_modules", "@dagwire"), join(folder, "node_modules", "@dagwire"));
  writeCaseConfig(corpusCase, folder);
  const { code, stdout } = runCli(folder, "generate", "--config", join(folder, "dagwire.config.json"));
  expect(stdout).not.toMatch(/ error /);
  expect(code).toBe(0);
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: strictCompilerOptions, include: ["generated", "uses.ts"] }),
  );
  writeFileSync(join(folder, "uses.ts"), typeCheckFile(corpusCase));
  const compiled = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  expect(compiled.stdout).toBe("");
  return folder;
}

/** The guards, by the reference to their schema. */
async function guards(corpusCase: CorpusCase, folder: string): Promise<Map<string, Validate>> {
  const load = async (name: string): Promise<GeneratedModule> =>
    (await import(pathToFileURL(join(folder, "dist/generated", name)).href)) as GeneratedModule;
  const { serverEvents } = await load("server-event-validator.js");
  const { clientEvents } = await load("client-event-validator.js");
  const byName = { ...serverEvents?.events, ...clientEvents?.events };
  const found = new Map(
    corpusCase.events.flatMap(({ id, ref }) => (byName[id] === undefined ? [] : [[ref, byName[id].validate] as const])),
  );
  const { types } = await load("types-validator.js").catch(() => ({ types: undefined }));
  for (const [name, descriptor] of Object.entries((types ?? {}) as Readonly<Record<string, { readonly validate: Validate }>>)) {
    for (const { ref } of corpusCase.examples)
      if (ref?.endsWith(`/${name}`) === true && !found.has(ref)) found.set(ref, descriptor.validate);
  }
  return found;
}

function validatorBytes(folder: string): number {
  const names = ["server-event-validator.ts", "client-event-validator.ts"];
  return names.reduce((sum, name) => sum + statSync(join(folder, "generated", name)).size, 0);
}

function schemaBytes({ folder }: CorpusCase): number {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => /^schema(\/|\.json$)/.test(name) && name.endsWith(".json"),
  );
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describeWithShared("public protocols", "corpus/cases", () => {
  test.each(corpusCases().map((corpusCase) => [corpusCase.name, corpusCase] as const))(
    "%s: generated without an error, strict TypeScript, every message and mutant gets its verdict",
    { timeout: 120_000 },
    async (_name, corpusCase) => {
      const folder = build(corpusCase);
      const byRef = await guards(corpusCase, folder);
      const wrong: string[] = [];
      let count = 0;
      const check = (ref: string, value: unknown, want: boolean, what: string): void => {
        const validate = byRef.get(ref);
        const issues: unknown[] = [];
        const got = validate?.(value);
        count += 1;
        if (got !== want) wrong.push(`${what} ${ref}: want ${want}, got ${got}`);
        if (validate !== undefined && validate(value, issues) !== (issues.length === 0))
          wrong.push(`${what} ${ref}: verdict and reasons disagree`);
      };
      const messages = new Map(corpusCase.examples.map(({ file }) => [file, readJson(join(corpusCase.folder, file))]));
      for (const { file, ref, at, expect: want } of corpusCase.examples) {
        if (ref !== null && want !== "none") check(ref, valueAtPointer(messages.get(file), at ?? ""), want === "accept", file);
      }
      for (const mutant of corpusCase.mutants) {
        const value = applyMutant(valueAtPointer(messages.get(mutant.base), mutant.at ?? ""), mutant);
        check(mutant.ref, value, mutant.accept, `${mutant.base} ${mutant.op} ${mutant.ptr}`);
      }
      console.log(`${corpusCase.name}: ${count} verdicts, ${wrong.length} wrong`);
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(count).toBeGreaterThan(1000);
      const ratio = validatorBytes(folder) / schemaBytes(corpusCase);
      console.log(`${corpusCase.name}: event validators are ${ratio.toFixed(2)} times their schemas' size`);
      expect(ratio).toBeLessThanOrEqual(2);
    },
  );
});
