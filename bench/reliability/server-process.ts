import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import type { ServerOrder } from "./messages.js";

/** Runs as its own process, which the trial kills: `node server-process.js CONTESTANT PORT FOLDER`. */
const [name = "", port = "", folder = ""] = process.argv.slice(2);
process.on("disconnect", () => process.exit());
await contestants[name as ContestantName].serve({
  port: Number(port),
  folder,
  answer: (message) => process.send?.(message),
  onPublish: (publish) => {
    process.on("message", ({ number }: ServerOrder) => publish(number));
  },
});
