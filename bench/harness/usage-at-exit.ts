import { writeFileSync } from "node:fs";

// Loaded by `node --import` into the processes that are measured.
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const path = process.env["BENCH_USAGE"];
  if (path !== undefined) writeFileSync(path, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 }));
});
