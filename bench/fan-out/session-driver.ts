import { Pair } from "./pair.js";

/** The figures that the driver has measured. */
export type SessionFigures = {
  /** Memory of the server process in bytes per idle session, and per idle connection of the package ws, by round. */
  readonly idleBytes: { readonly session: readonly number[]; readonly bare: readonly number[] };
  /** CPU time of the server per connect, in µs, by round. */
  readonly connectUs: { readonly session: readonly number[]; readonly bare: readonly number[] };
  /** At 400 events a second to 500 clients: delay until the last client had the last event, and the server's CPU time per second. */
  readonly lagMs: number;
  readonly load: number;
};

const rounds = Number(process.argv[2] ?? 3);
const warm = 500;
const idle = 4_000;
const readers = 500;
const eventsPerSecond = 400;
const seconds = 5;

/** Runs as its own process: `node session-driver.js ROUNDS` prints {@link SessionFigures}. */
const idleBytes = { session: [] as number[], bare: [] as number[] };
const connectUs = { session: [] as number[], bare: [] as number[] };
// One after the other, because parallel work would be measured too.
/* oxlint-disable no-await-in-loop */
for (let round = 0; round < rounds; round++) {
  for (const kind of ["session", "bare"] as const) {
    const { bytes, microseconds } = await connectMany(kind === "session" ? "dagwireSession" : "naive");
    idleBytes[kind].push(bytes);
    connectUs[kind].push(microseconds);
  }
}
process.stdout.write(JSON.stringify({ idleBytes, connectUs, ...(await keepUp()) } satisfies SessionFigures));

async function connectMany(name: "dagwireSession" | "naive"): Promise<{ readonly bytes: number; readonly microseconds: number }> {
  const pair = await Pair.start(name, warm);
  const before = await pair.usage();
  await pair.connect(idle);
  const after = await pair.usage();
  pair.stop();
  return { bytes: (after.rssBytes - before.rssBytes) / idle, microseconds: ((after.cpuMs - before.cpuMs) * 1_000) / idle };
}

async function keepUp(): Promise<{ readonly lagMs: number; readonly load: number }> {
  const pair = await Pair.start("dagwireSession", readers);
  const { cpuMs, tookMs } = await pair.pace(eventsPerSecond, eventsPerSecond * seconds);
  pair.stop();
  return { lagMs: tookMs - seconds * 1_000, load: cpuMs / tookMs };
}
