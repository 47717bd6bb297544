import type { StreamServerStats } from "./types.js";

const gauges: ReadonlySet<string> = new Set([
  "streams",
  "connections",
  "sessions",
  "laggingConnections",
  "waitingBytes",
  "waitingStateBytes",
  "backlogBytes",
  "oldestAppendMs",
]);

/** Returns stats in the text format 0.0.4 of Prometheus. */
export function prometheusText(stats: StreamServerStats): string {
  return Object.entries(stats)
    .map(([key, value]) => {
      const isGauge = gauges.has(key);
      const name = `dagwire_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}${isGauge ? "" : "_total"}`;
      return `# TYPE ${name} ${isGauge ? "gauge" : "counter"}\n${name} ${value}\n`;
    })
    .join("");
}
