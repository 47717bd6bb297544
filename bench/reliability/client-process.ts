import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import type { ClientOrder } from "./messages.js";

/** Runs as its own process: `node client-process.js CONTESTANT PORT`. */
const [name = "", port = ""] = process.argv.slice(2);
process.on("disconnect", () => process.exit());
contestants[name as ContestantName].connect({
  port: Number(port),
  answer: (message) => process.send?.(message),
  onCommand: (send) => {
    process.on("message", ({ id }: ClientOrder) => send(id));
  },
});
