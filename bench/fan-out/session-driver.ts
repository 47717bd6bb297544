import type { ContestantName } from "./contestants/index.js";
import { Pair } from "./pair.js";

/** The figures that the driver has measured. */
export type SessionFigures = {
  /** Memory of the server process in bytes per idle session, and per idle connection of the package ws, by round. */
  readonly idleBytes: { readonly session: readonly number[]; readonly bare: readonly number[] };
  /** CPU time of the server per connect, in µs, by round: of a session, in plain mode, and of the package ws. */
  readonly connectUs: Readonly<Record<ConnectKind, readonly number[]>>;
  /** At 400 events a second to 500 clients: delay until the last client had the last event, and the server's CPU time per second. */
  readonly lagMs: number;
  readonly load: number;
};

type ConnectKind = keyof typeof connectContestants;

const connectContestants = { session: "dagwireSession", plain: "dagwirePlain", bare: "naive" } as const;
const rounds = Number(process.argv[2] ?? 3);
const warm = 500;
const idle = 4_000;
const connects = 2_000;
/** Rounds of connects before the rounds that count. V8 then has compiled the code of a connect. */
const warmRounds = 3;
/** A round of connects is short, so the driver makes this many for each round of the other measurements. */
const connectRounds = 2;
const readers = 500;
const eventsPerSecond = 400;
const seconds = 5;

const kinds = Object.keys(connectContestants) as ConnectKind[];

/** Runs as its own process: `node session-driver.js ROUNDS` prints {@link SessionFigures}. */
const idleBytes = { session: [] as number[], bare: [] as number[] };
const connectUs: Record<ConnectKind, number[]> = { session: [], plain: [], bare: [] };
// One after the other, because parallel work would be measured too.
/* oxlint-disable no-await-in-loop */
for (let round = 0; round < rounds; round++) {
  for (const kind of ["session", "bare"] as const) {
    idleBytes[kind].push(await idleMemory(connectContestants[kind]));
  }
}
await measureConnects();
process.stdout.write(JSON.stringify({ idleBytes, connectUs, ...(await keepUp()) } satisfies SessionFigures));

async function idleMemory(name: ContestantName): Promise<number> {
  const pair = await Pair.start(name, warm);
  const before = await pair.usage();
  await pair.connect(idle);
  const after = await pair.usage();
  pair.stop();
  return (after.rssBytes - before.rssBytes) / idle;
}

/**
 * Connects many clients again and again to servers that keep running. The servers collect garbage when V8 decides so: V8 drops
 * machine code at a collection, and a collection that the harness asks for would be charged to the next connects.
 */
async function measureConnects(): Promise<void> {
  const pairs = await Promise.all(
    kinds.map(async (kind) => ({ samples: connectUs[kind], pair: await Pair.start(connectContestants[kind], warm) })),
  );
  for (let round = -warmRounds; round < rounds * connectRounds; round++) {
    for (const { samples, pair } of pairs) {
      const before = await pair.usage(false);
      await pair.connect(connects);
      const after = await pair.usage(false);
      await pair.disconnect(connects);
      if (round >= 0) samples.push(((after.cpuMs - before.cpuMs) * 1_000) / connects);
    }
  }
  for (const { pair } of pairs) pair.stop();
}

async function keepUp(): Promise<{ readonly lagMs: number; readonly load: number }> {
  const pair = await Pair.start("dagwireSession", readers);
  const { cpuMs, tookMs } = await pair.pace(eventsPerSecond, eventsPerSecond * seconds);
  pair.stop();
  return { lagMs: tookMs - seconds * 1_000, load: cpuMs / tookMs };
}
