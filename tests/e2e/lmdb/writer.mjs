// Appends commands until it is killed, and prints those that the log has acknowledged. kill.test.ts starts it.
import { openLmdbLog } from "@dagwire/runtime/lmdb";

const [folder, firstNumber, concurrency] = process.argv.slice(2);
const log = openLmdbLog(folder);
const { epoch } = await log.claim("run");
let next = Number(firstNumber);

function commandId(number) {
  return `019ab4c2-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

async function work() {
  for (;;) {
    const number = next++;
    const outcome = { id: commandId(number), result: { status: "accepted" } };
    const effects = [0, 1].map((part) => ({ kind: "event", text: JSON.stringify({ number, part }) }));
    const result = await log.append("run", epoch, [...effects, { kind: "outcome", outcome }]);
    process.stdout.write(`${number} ${result.status}\n`);
    if (number % 200 === 0) await compact(result.at);
  }
}

async function compact(at) {
  await log.putSnapshot("run", epoch, { at, state: JSON.stringify({ at }) });
  await log.trim("run", { through: at });
}

await Promise.all(Array.from({ length: Number(concurrency) }, work));
