import { settings } from "./settings.js";

/** A case to measure inside a process. It returns a number, so that the compiler cannot remove the work. */
export type HotCase = { readonly name: string; readonly run: () => number };

/** CPU time in µs of one run, by case and round. */
export type Samples = Readonly<Record<string, readonly number[]>>;

let sink = 0;

/** Measures cases in turn, round after round. Each round begins with another case. */
export function measureHot(cases: readonly HotCase[]): Samples {
  const planned = cases.map((entry) => ({ ...entry, repeats: calibrate(entry) }));
  const samples = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round < settings.hotRounds; round++) {
    for (let turn = 0; turn < planned.length; turn++) {
      const entry = planned[(turn + round) % planned.length];
      if (entry !== undefined) samples.get(entry.name)?.push(cpuOf(entry.run, entry.repeats) / entry.repeats);
    }
  }
  return Object.fromEntries(samples);
}

/** Warms a case up and returns the number of runs that fill a batch. */
function calibrate({ run }: HotCase): number {
  let spent = 0;
  let runs = 0;
  while (spent < settings.warmUpMs * 1000) {
    spent += cpuOf(run, 4);
    runs += 4;
  }
  let repeats = Math.max(1, Math.round((settings.hotBatchMs * 1000 * runs) / spent));
  const batch = cpuOf(run, repeats);
  repeats = Math.max(1, Math.round((repeats * settings.hotBatchMs * 1000) / batch));
  return repeats;
}

function cpuOf(run: () => number, repeats: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < repeats; index++) sink = (sink + run()) | 0;
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
