import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dag } from "@dagwire/dag";
import { createStreamServer } from "@dagwire/runtime/server";
import { expect, onTestFinished, test, vi } from "vitest";
import { RunArchive } from "../../../examples/engine/run/run-archive.js";

test("an earlier run whose state this version cannot read is skipped with a warning, and the other runs are opened", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-archive-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const archive = new RunArchive(folder);
  for (const id of ["unreadable", "readable"]) {
    await archive.add({ id, title: id });
    const { epoch } = await archive.log.claim(id);
    const result = await archive.log.append(id, epoch, [{ kind: "event", text: JSON.stringify({ type: "run_paused" }) }]);
    if (result.status !== "appended" || id === "readable") continue;
    const protocol = { version: "0.9.0", digest: "sha256:other" };
    await archive.log.putSnapshot(id, epoch, { at: result.at, state: "{}", protocol });
    await archive.log.trim(id, { through: result.at });
  }
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  const server = createStreamServer(dag, { path: "/:stream", log: archive.log });
  await archive.open(server, "none");
  expect([server.stream("unreadable"), server.stream("readable")?.id]).toEqual([undefined, "readable"]);
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining('Stream "unreadable" cannot be opened. Its log holds a state of dag-stream 0.9.0')],
  ]);
  warn.mockRestore();
  await server.close({ deadlineMs: 10 });
  await archive.close();
});
