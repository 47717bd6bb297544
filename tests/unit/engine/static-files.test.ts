import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StaticFiles } from "../../../examples/engine/http/static-files.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "dagwire-static-"));
  mkdirSync(path.join(folder, "site", "assets"), { recursive: true });
  mkdirSync(path.join(folder, "site-other"));
  writeFileSync(path.join(folder, "site", "index.html"), "<p>page</p>");
  writeFileSync(path.join(folder, "site", "assets", "a.js"), "1");
  writeFileSync(path.join(folder, "secret.txt"), "secret");
  writeFileSync(path.join(folder, "site-other", "x.txt"), "secret");
  symlinkSync(path.join(folder, "secret.txt"), path.join(folder, "site", "link.txt"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("StaticFiles", () => {
  it("finds files with their content types", async () => {
    const files = new StaticFiles(path.join(folder, "site"));
    expect(await files.find("/")).toMatchObject({ contentType: "text/html; charset=utf-8", immutable: false });
    expect(await files.find("/assets/a.js")).toMatchObject({ contentType: "text/javascript; charset=utf-8", immutable: true });
  });

  const outside = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/..%5csecret.txt",
    "/link.txt",
    "/../site-other/x.txt",
    "/%00",
    "/%",
    "/assets",
    "/assets/",
    "/missing",
  ];
  it.each(outside)("finds no file at %s", async (urlPath) => {
    expect(await new StaticFiles(path.join(folder, "site")).find(urlPath)).toBeUndefined();
  });
});
