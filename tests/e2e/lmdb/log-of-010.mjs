// Opens a log folder with the packages of version 0.1.0, does what its second argument says, and prints the stream's events.
// shared-with-010.test.ts copies this file beside these packages and starts it.
import { openLmdbLog } from "@dagwire/runtime/lmdb";

const [folder, task] = process.argv.slice(2);
const log = openLmdbLog(folder);
if (task === "remove") await log.remove("run");
const { epoch } = await log.claim("run");
const result = await log.append("run", epoch, [{ kind: "event", text: JSON.stringify({ by: "0.1.0", task }) }]);
if (task === "snapshot") await log.putSnapshot("run", epoch, { at: result.at, state: '"0.1.0"' });
let cursor = (await log.snapshot("run"))?.at;
if (task === "append") cursor = undefined;
const texts = [];
for (;;) {
  const read = await log.read("run", cursor, { maxEvents: 100, maxBytes: 100_000 });
  if (read.texts.length === 0) break;
  texts.push(...read.texts);
  cursor = read.at;
}
await log.close();
process.stdout.write(JSON.stringify(texts));
