import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { runCommand } from "../../../helpers/run-command.js";

const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");

async function extensionAfterInit(contents: FolderContents, inside = "."): Promise<unknown> {
  const folder = temporaryFolder(contents);
  expect((await runCommand(join(folder, inside), "init")).code).toBe(0);
  const { protocols } = JSON.parse(read(folder, join(inside, "dagwire.config.json"))) as { readonly protocols: readonly object[] };
  return { importExtension: undefined, ...protocols[0] }.importExtension;
}

const compilerOptions = (options: object): object => ({ compilerOptions: options });

describe("dagwire init chooses importExtension by the project", { timeout: 90_000 }, () => {
  test.each<[string, FolderContents, string | undefined]>([
    ["an empty folder", {}, undefined],
    ["Deno", { "deno.json": "{}" }, ".ts"],
    ["Deno with comments", { "deno.jsonc": "// tasks\n{}" }, ".ts"],
    [
      "Next.js",
      { "package.json": { dependencies: { next: "16" } }, "tsconfig.json": compilerOptions({ moduleResolution: "bundler" }) },
      "none",
    ],
    ["webpack", { "package.json": { devDependencies: { webpack: "5" } } }, "none"],
    [
      "webpack with nodenext",
      { "package.json": { devDependencies: { webpack: "5" } }, "tsconfig.json": compilerOptions({ module: "NodeNext" }) },
      undefined,
    ],
    ["Vite", { "package.json": { devDependencies: { vite: "8" } } }, undefined],
    ["tsc", { "package.json": { type: "module" }, "tsconfig.json": compilerOptions({ module: "nodenext" }) }, undefined],
    [
      "a tsconfig.json with comments",
      { "tsconfig.json": '{ "compilerOptions": { /* types */ "allowImportingTsExtensions": true, } }' },
      ".ts",
    ],
    ["rewriteRelativeImportExtensions", { "tsconfig.json": compilerOptions({ rewriteRelativeImportExtensions: true }) }, ".ts"],
    [
      "an extended tsconfig.json",
      { "tsconfig.json": { extends: "./base" }, "base.json": compilerOptions({ allowImportingTsExtensions: true }) },
      ".ts",
    ],
    [
      "an extended tsconfig.json whose option is set back",
      {
        "tsconfig.json": { extends: ["./base.json"], ...compilerOptions({ allowImportingTsExtensions: false }) },
        "base.json": compilerOptions({ allowImportingTsExtensions: true }),
      },
      undefined,
    ],
    [
      "an extended package",
      {
        "tsconfig.json": { extends: "@tsconfig/strip/tsconfig.json" },
        "node_modules/@tsconfig/strip/tsconfig.json": compilerOptions({ rewriteRelativeImportExtensions: true }),
      },
      ".ts",
    ],
    [
      "a tsconfig.json that refers to another and to itself",
      {
        "tsconfig.json": { references: [{ path: "./tsconfig.app.json" }, { path: "." }] },
        "tsconfig.app.json": compilerOptions({ allowImportingTsExtensions: true }),
      },
      ".ts",
    ],
    ["a script for Node that strips types", { "package.json": { type: "module", scripts: { start: "node --watch src/main.ts" } } }, ".ts"],
    ["a script that compiles first", { "package.json": { type: "module", scripts: { start: "tsc && node dist/main.js" } } }, undefined],
    ["files that are no JSON", { "tsconfig.json": "[", "package.json": "{" }, undefined],
  ])("%s", async (_name, contents, extension) => {
    expect(await extensionAfterInit(contents)).toBe(extension);
  });

  test("also by files of the folders around it in the same repository", async () => {
    const contents = { ".git/HEAD": "", "deno.json": "{}", "packages/a/readme.txt": "" };
    expect(await extensionAfterInit(contents, "packages/a")).toBe(".ts");
    expect(await extensionAfterInit({ "deno.json": "{}", "packages/a/readme.txt": "" }, "packages/a")).toBeUndefined();
  });

  test("says what it has chosen and why, and does not change a config that exists", async () => {
    const folder = temporaryFolder({ "package.json": { dependencies: { next: "16" } } });
    const { stderr } = await runCommand(folder, "init");
    expect(stderr).toContain('dagwire.config.json has "importExtension": "none", because package.json has "next".\n');
    expect(stderr).not.toContain("CommonJS");
    const again = await runCommand(folder, "init");
    expect(again).toEqual({ code: 0, stdout: "", stderr: "Nothing to do: all files and scripts exist already.\n" });
  });

  test("for existing schemas too", async () => {
    const event = { type: "object", properties: { type: { const: "a" } }, required: ["type"] };
    const folder = temporaryFolder({ "deno.json": "{}", "all.json": { oneOf: [event] }, ".prettierrc": "{}" });
    expect((await runCommand(folder, "init", "--from", "all.json")).code).toBe(0);
    expect(JSON.parse(read(folder, "dagwire.config.json"))).toMatchObject({ protocols: [{ importExtension: ".ts" }] });
    expect(read(folder, ".prettierignore")).toBe("generated/*.ts\n");
    const { stdout } = await runCommand(folder, "init", "--from", "all.json", "--out", "drafted");
    expect(stdout).toContain("drafted/.gitattributes (generated/*.ts text eol=lf)\n");
    expect(read(folder, "drafted/.gitattributes")).toBe("generated/*.ts text eol=lf\n");
  });
});

describe("dagwire init keeps tools from changing generated files", { timeout: 90_000 }, () => {
  test("with a line in .gitattributes, once", async () => {
    const folder = temporaryFolder({ ".gitattributes": "*.png binary\ngenerated/** linguist-generated" });
    const { stdout } = await runCommand(folder, "init");
    expect(stdout).toContain(".gitattributes (generated/*.ts text eol=lf)\n");
    expect(read(folder, ".gitattributes")).toBe("*.png binary\ngenerated/** linguist-generated\ngenerated/*.ts text eol=lf\n");
    await runCommand(folder, "init");
    expect(read(folder, ".gitattributes")).toBe("*.png binary\ngenerated/** linguist-generated\ngenerated/*.ts text eol=lf\n");
    expect(existsSync(join(folder, ".prettierignore"))).toBe(false);
  });

  test("with a line for each output of the config, relative to the file", async () => {
    const protocols = [
      { schema: "a/protocol.json", out: "packages/a/src" },
      { schema: "b/protocol.json", out: "../other" },
    ];
    const folder = temporaryFolder({ ".git/HEAD": "", ".gitattributes": "* text=auto\r\n", "app/dagwire.config.json": { protocols } });
    await runCommand(join(folder, "app"), "init");
    expect(read(folder, ".gitattributes")).toBe("* text=auto\r\napp/packages/a/src/*.ts text eol=lf\r\nother/*.ts text eol=lf\r\n");
  });

  test.each([["generated"], ["/generated/"], ["generated/**"], ["**/generated"], ["generated/*.ts"]])(
    "and adds no line to .prettierignore beside %j",
    async (line) => {
      const folder = temporaryFolder({ ".prettierignore": `dist\n${line}\n`, ".gitattributes": "* text eol=lf\n" });
      await runCommand(folder, "init");
      expect(read(folder, ".prettierignore")).toBe(`dist\n${line}\n`);
      expect(read(folder, ".gitattributes")).toBe("* text eol=lf\n");
    },
  );

  test.each<[string, FolderContents]>([
    ["a package", { "package.json": { devDependencies: { prettier: "3" } } }],
    ["a config", { "prettier.config.mjs": "export default {};\n" }],
    ["a list of ignored files", { ".prettierignore": "" }],
  ])("with a line in .prettierignore if the project has Prettier as %s", async (_name, contents) => {
    const folder = temporaryFolder(contents);
    await runCommand(folder, "init");
    expect(read(folder, ".prettierignore")).toBe("generated/*.ts\n");
  });

  test.each([
    [
      "export default [\n  js.configs.recommended,\n];\n",
      'export default [\n  { ignores: ["generated/*.ts"] },\n  js.configs.recommended,\n];\n',
    ],
    [
      "import { defineConfig } from 'eslint/config';\n\nexport default defineConfig([\n    js,\n]);\n",
      "import { defineConfig } from 'eslint/config';\n\nexport default defineConfig([\n    { ignores: ['generated/*.ts'] },\n    js,\n]);\n",
    ],
    [
      "const config = defineConfig([...next]);\nexport default config;\n",
      'const config = defineConfig([\n  { ignores: ["generated/*.ts"] },\n  ...next]);\nexport default config;\n',
    ],
    [
      "export default tseslint.config(\n\teslint,\n);\n",
      'export default tseslint.config(\n\t{ ignores: ["generated/*.ts"] },\n\teslint,\n);\n',
    ],
    ["module.exports = [];\n", 'module.exports = [\n  { ignores: ["generated/*.ts"] },\n  ];\n'],
  ])("in the flat config of ESLint %j", async (before, after) => {
    const folder = temporaryFolder({ "eslint.config.mjs": before });
    await runCommand(folder, "init");
    expect(read(folder, "eslint.config.mjs")).toBe(after);
    expect((await runCommand(folder, "init")).stderr).toBe("Nothing to do: all files and scripts exist already.\n");
    expect(read(folder, "eslint.config.mjs")).toBe(after);
  });

  test("and says what to add to a flat config of ESLint that has no plain list", async () => {
    const text = "export default antfu({ typescript: true });\n";
    const folder = temporaryFolder({ "eslint.config.js": text, ".eslintrc.json": "{}", "biome.json": "{}" });
    const { stderr } = await runCommand(folder, "init");
    expect(read(folder, "eslint.config.js")).toBe(text);
    expect(stderr).toContain(
      'Add { ignores: ["generated/*.ts"] } to the list in eslint.config.js, so that ESLint ignores the generated files.\n',
    );
    expect(stderr).toContain('Add "!generated" to "files.includes" in biome.json, so that Biome ignores the generated files.\n');
    expect(read(folder, ".eslintignore")).toBe("generated/*.ts\n");
  });

  test("and names no folder twice if the output is the project itself", async () => {
    const protocols = [{ schema: "schema/protocol.json", out: "." }];
    const folder = temporaryFolder({ "dagwire.config.json": { protocols }, ".prettierrc": "{}" });
    mkdirSync(join(folder, "schema"));
    await runCommand(folder, "init");
    await runCommand(folder, "init");
    expect(read(folder, ".gitattributes")).toBe("/*.ts text eol=lf\n");
    expect(read(folder, ".prettierignore")).toBe("/*.ts\n");
    writeFileSync(join(folder, "dagwire.config.json"), "{");
    expect((await runCommand(folder, "init")).code).toBe(0);
  });
});
