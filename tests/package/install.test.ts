import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const packages = ["generator", "runtime", "generated"] as const;
const publishedNames = { generator: "dagwire", runtime: "@dagwire/runtime", generated: "@dagwire/dag" } as const;

let work = "";
const tarballs = new Map<string, string>();

/** Runs a program and returns its output. If it fails, the error holds the output. */
function run(folder: string, program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function project(name: string, ...dependencies: readonly (typeof packages)[number][]): string {
  const folder = join(work, name);
  run(work, "mkdir", "-p", folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  const files = dependencies.map((dependency) => tarballs.get(dependency) ?? "");
  run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", ...files);
  return folder;
}

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "dagwire-package-"));
  for (const name of packages) {
    const [tarball = ""] = run(join(repository, name), "npm", "pack", "--pack-destination", work, "--silent").trim().split("\n").slice(-1);
    tarballs.set(name, join(work, tarball));
  }
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe("the packed packages, installed outside the repository", () => {
  test.each(packages)("%s passes publint and attw", (name) => {
    const folder = join(repository, name);
    expect(run(folder, "npx", "publint", "--strict")).toContain("All good!");
    // attw exits with 1 if it finds a problem. run() then throws.
    expect(run(repository, "npx", "attw", "--profile", "esm-only", tarballs.get(name) ?? "")).toContain(`${publishedNames[name]} v`);
  });

  test("the runtime depends on ws and installs nothing of the generator", () => {
    const folder = project("runtime-only", "runtime");
    const installed = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed.toSorted()).toEqual(["@dagwire", "ws"]);
    expect(readdirSync(join(folder, "node_modules", "@dagwire"))).toEqual(["runtime"]);
  });

  test("the reference protocol ships its schemas, so a later version can be compared with it", () => {
    const tarball = tarballs.get("generated") ?? "";
    expect(run(repository, "npx", "dagwire", "check", "--against", tarball)).toBe("");
    expect(existsSync(join(repository, "generated/schema"))).toBe(false);
  });

  test("the durable log works with the optional lmdb, and the runtime without it", () => {
    const folder = project("durable", "runtime");
    const append = `import { openLmdbLog } from "@dagwire/runtime/lmdb";
      const log = openLmdbLog("data");
      const { epoch } = await log.claim("run");
      console.log((await log.append("run", epoch, [{ kind: "event", text: "{}" }])).status);
      await log.close();`;
    writeFileSync(join(folder, "append.js"), append);
    expect(() => run(folder, process.execPath, "append.js")).toThrow("lmdb");
    run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "lmdb@3");
    expect(run(folder, process.execPath, "append.js")).toBe("appended\n");
    expect(
      run(
        folder,
        process.execPath,
        "--eval",
        'import("@dagwire/runtime/server").then(({ createStreamServer }) => console.log(typeof createStreamServer))',
      ),
    ).toBe("function\n");
  });

  test("init, generate and an echo over a real socket work", () => {
    const folder = project("newcomer", "generator", "runtime", "generated");
    expect(run(folder, "npx", "dagwire", "init")).toContain("schema/protocol.json");
    const afterFirst = readFileSync(join(folder, "package.json"), "utf8");
    expect(run(folder, "npx", "dagwire", "init")).toBe("");
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(afterFirst);
    expect(run(folder, "npx", "dagwire", "generate")).toContain("generated/server-event.ts");
    run(folder, "npx", "dagwire", "generate", "--check");
    for (const [from, to] of [
      ["echo.ts", "echo.ts"],
      ["compiler.json", "tsconfig.json"],
    ] as const) {
      copyFileSync(join(repository, "tests/package/consumer", from), join(folder, to));
    }
    run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "@types/node@20", "@types/ws@8");
    run(folder, join(repository, "node_modules/.bin/tsc"), "-p", ".");
    expect(existsSync(join(folder, "dist/echo.js"))).toBe(true);
    expect(run(folder, process.execPath, "dist/echo.js")).toBe("task_state build running\ncancel_task build\n");
  });
});
