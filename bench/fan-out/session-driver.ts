import { Pair } from "./pair.js";

/** What the driver has measured of sessions. */
export type SessionFigures = {
  /** Memory of the server process per idle session, and per idle connection of bare ws, in bytes, by round. */
  readonly idleBytes: { readonly session: readonly number[]; readonly bare: readonly number[] };
  /** Server CPU per connect, in µs, by round. */
  readonly connectUs: { readonly session: readonly number[]; readonly bare: readonly number[] };
  /** How long after the last of 400 events a second the last of 500 clients had everything, and the server's CPU per second. */
  readonly lagMs: number;
  readonly load: number;
};

const rounds = Number(process.argv[2] ?? 3);
const warm = 500;
const idle = 4_000;
const readers = 500;
const eventsPerSecond = 400;
const seconds = 5;

/** A process of its own: `node session-driver.js ROUNDS` prints {@link SessionFigures}. */
const idleBytes = { session: [] as number[], bare: [] as number[] };
const connectUs = { session: [] as number[], bare: [] as number[] };
// One after the other: what runs beside is measured with it.
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
