import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import { logContract } from "./log-contract.js";

logContract("LMDB", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dagwire-lmdb-"));
  let log: StreamLog | undefined;
  return {
    open: (clock) => {
      log = openLmdbLog(folder, { now: () => clock.nowMs });
      return Promise.resolve(log);
    },
    dispose: async () => {
      await log?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
