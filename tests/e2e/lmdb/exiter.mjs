// Begins to append and exits without waiting. processes.test.ts starts it.
import { openLmdbLog } from "@dagwire/runtime/lmdb";

const [folder, delayMs] = process.argv.slice(2);
const log = openLmdbLog(folder);
const { epoch } = await log.claim("run");
const append = () => void log.append("run", epoch, [{ kind: "event", text: "{}" }]).then(append);
append();
if (delayMs === "0") setImmediate(() => process.exit(3));
else setTimeout(() => process.exit(3), Number(delayMs));
