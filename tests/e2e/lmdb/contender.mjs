// Claims a stream repeatedly and appends to it, in competition with other processes. processes.test.ts starts it.
import { openLmdbLog } from "@dagwire/runtime/lmdb";

const [folder, name, rounds] = process.argv.slice(2);
const log = openLmdbLog(folder);
for (let round = 0; round < Number(rounds); round++) {
  const { epoch } = await log.claim("run");
  const texts = [0, 1, 2].map((part) => JSON.stringify({ name, round, part }));
  const results = await Promise.all(texts.map((text) => log.append("run", epoch, [{ kind: "event", text }])));
  for (const [part, { status }] of results.entries()) if (status === "appended") process.stdout.write(`${texts[part]}\n`);
}
await log.close();
