import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PackedPackages, packages, repository, run } from "./packed-packages.js";

const publishedNames = { generator: "dagwire", runtime: "@dagwire/runtime", generated: "@dagwire/dag" } as const;

let packed: PackedPackages;

beforeAll(() => {
  packed = new PackedPackages();
});

afterAll(() => packed.remove());

describe("the packed packages, installed outside the repository", () => {
  test.each(packages)("%s passes publint and attw", (name) => {
    const folder = join(repository, name);
    expect(run(folder, "npx", "publint", "--strict")).toContain("All good!");
    // attw exits with 1 if it finds a problem. run() then throws.
    expect(run(repository, "npx", "attw", "--profile", "esm-only", packed.tarball(name))).toContain(`${publishedNames[name]} v`);
  });

  test("the runtime depends on ws and installs nothing of the generator", () => {
    const folder = packed.project("runtime-only", "runtime");
    const installed = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed.toSorted()).toEqual(["@dagwire", "ws"]);
    expect(readdirSync(join(folder, "node_modules", "@dagwire"))).toEqual(["runtime"]);
  });

  test("the reference protocol ships its schemas, so a later version can be compared with it", () => {
    const tarball = packed.tarball("generated");
    expect(run(repository, "npx", "dagwire", "check", "--against", tarball)).toBe("");
    expect(existsSync(join(repository, "generated/schema"))).toBe(false);
  });

  test("the durable log works with the optional lmdb, and the runtime without it", () => {
    const folder = packed.project("durable", "runtime");
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
    const folder = packed.project("newcomer", "generator", "runtime", "generated");
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
