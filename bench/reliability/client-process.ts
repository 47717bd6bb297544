import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import type { ClientOrder } from "./messages.js";

/** A process of its own: `node client-process.js CONTESTANT PORT`. */
const [name = "", port = ""] = process.argv.slice(2);
process.on("disconnect", () => process.exit());
contestants[name as ContestantName].connect({
  port: Number(port),
  answer: (message) => process.send?.(message),
  onCommand: (send) => {
    process.on("message", ({ id }: ClientOrder) => send(id));
  },
});
