import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { corpusCases, writeCaseConfig } from "../../helpers/corpus.js";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli } from "../../helpers/run-cli.js";

const sound = { "schema/protocol.json": manifest({ server: ["a.json"] }), "schema/a.json": eventSchema("a") };

describe("dagwire docs", () => {
  test("describes every event and shared type of the reference protocol", () => {
    const folder = temporaryFolder();
    expect(runCli(repository, "docs", "--out", folder).code).toBe(0);
    const html = readFileSync(join(folder, "dag-stream.html"), "utf8");
    const markdown = readFileSync(join(folder, "dag-stream.md"), "utf8");
    for (const anchor of ["server-node_state", "client-human_decision", "type-NodeStatus"]) {
      expect(html).toContain(`<article id="${anchor}">`);
      expect(markdown).toContain(`<a id="${anchor}"></a>`);
    }
    expect(html).toContain('<a href="#type-NodeStatus">NodeStatus</a>');
  });

  test("--check passes for the written file, and names a stale one", () => {
    const folder = temporaryFolder(sound);
    expect(runCli(folder, "docs")).toMatchObject({ code: 0, stdout: "docs/test.md\ndocs/test.html\n" });
    expect(runCli(folder, "docs", "--check")).toMatchObject({ code: 0, stdout: "" });
    writeFileSync(join(folder, "schema/a.json"), JSON.stringify({ ...eventSchema("a"), description: "New." }));
    const { code, stdout } = runCli(folder, "docs", "--check");
    expect(code).toBe(1);
    expect(stdout).toContain("docs/test.html: error STALE: does not match its schemas. Run `npx dagwire docs` and commit the result.\n");
    expect(runCli(folder, "docs").code).toBe(0);
  });

  test("does not change a file that it did not write", () => {
    const folder = temporaryFolder({ ...sound, "docs/test.md": "# Mine\n" });
    const { code, stdout } = runCli(folder, "docs");
    expect(code).toBe(1);
    expect(stdout).toContain('docs/test.md: error OUTPUT_FOREIGN: "docs/test.md" exists and was not written by dagwire');
    expect(readFileSync(join(folder, "docs/test.md"), "utf8")).toBe("# Mine\n");
  });

  test("does not describe a protocol with an error", () => {
    const folder = temporaryFolder({ ...sound, "schema/a.json": { ...eventSchema("a"), requried: [] } });
    const { code, stdout, stderr } = runCli(folder, "docs");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("UNKNOWN_KEYWORD");
  });

  test.skipIf(corpusCases().length === 0).each(corpusCases())(
    "$name: every link of the page has its anchor (../shared/corpus; skipped where absent)",
    (corpusCase) => {
      const folder = temporaryFolder();
      writeCaseConfig(corpusCase, folder);
      expect(runCli(folder, "docs", "--out", ".").code).toBe(0);
      const html = readFileSync(join(folder, `${corpusCase.name}.html`), "utf8");
      const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
      const dangling = [...html.matchAll(/href="#([^"]+)"/g)].flatMap(([, target]) => (ids.has(target) ? [] : [target]));
      expect(dangling).toEqual([]);
      expect(ids.size).toBeGreaterThanOrEqual(corpusCase.events.length);
    },
  );
});
