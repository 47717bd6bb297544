import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { repository } from "../../helpers/run-cli.js";

const assets = join(repository, "examples/dashboard/dist/assets");
const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
const sizeOf = (name: string): number => gzipSync(read(name), { level: 9 }).length;
const read = (name: string): string => readFileSync(join(assets, name), "utf8");

test("client, hooks, generated validators and state of protocol 1.1 add at most 31 kB to a page", () => {
  const sizes = scripts.map((name) => [name.replace(/-[\w-]{8}\.js$/, ""), sizeOf(name)] as const);
  console.log(
    `scripts of the dashboard, min + gzip: ${sizes.map(([name, bytes]) => `${name} ${(bytes / 1_000).toFixed(1)} kB`).join(", ")}`,
  );
  expect(Object.fromEntries(sizes)["dagwire"]).toBeLessThanOrEqual(31_000);
});

test("no script of the page compiles code from strings", () => {
  expect(scripts.length).toBeGreaterThan(3);
  for (const name of scripts) expect(/\beval\(|new Function\(|[^.\w]Function\(["'`]/.exec(read(name))?.[0], name).toBeUndefined();
});
