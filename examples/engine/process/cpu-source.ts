import { readFileSync, readdirSync } from "node:fs";

/**
 * The source of processor times. Tests of {@link CpuClock} pass a source of their own, so that they need no processes.
 */
export type CpuSource = {
  /**
   * Returns the processor time of each process group in milliseconds: its live processes, and the processes that they
   * waited for.
   */
  readGroups(groups: ReadonlySet<number>): ReadonlyMap<number, number>;
  /** Returns the processor time in milliseconds of all children that this process has waited for so far. */
  readReaped(): number;
};

/** Kernel ticks are reported in USER_HZ, which is 100 on every Linux that Node.js runs on (proc(5), sysconf(3)). */
const msPerTick = 10;

/** Returns a source that reads Linux's /proc, or `undefined` on systems without it. */
export function createProcSource(): CpuSource | undefined {
  if (readStat("self") === undefined) return undefined;
  return { readGroups, readReaped: () => readStat("self")?.childrenMs ?? 0 };
}

type Stat = { readonly group: number; readonly ownMs: number; readonly childrenMs: number };

function readGroups(groups: ReadonlySet<number>): ReadonlyMap<number, number> {
  const totals = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(entry);
    if (stat === undefined || !groups.has(stat.group)) continue;
    totals.set(stat.group, (totals.get(stat.group) ?? 0) + stat.ownMs + stat.childrenMs);
  }
  return totals;
}

function readStat(process: string): Stat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${process}/stat`, "latin1"));
  } catch {
    // Reading fails if the process has ended since the folder /proc was listed, or if the system has no /proc.
    return undefined;
  }
}

/**
 * Parses a line of /proc/<pid>/stat. The second field is the program's name in parentheses. The name may contain spaces
 * and parentheses, so fields are counted from the last closing parenthesis.
 */
export function parseStat(line: string): Stat | undefined {
  const fields = line
    .slice(line.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [group, user, system, childrenUser, childrenSystem] = [2, 11, 12, 13, 14].map((index) => fields[index] ?? Number.NaN);
  if (group === undefined || user === undefined || system === undefined) return undefined;
  if (childrenUser === undefined || childrenSystem === undefined || Number.isNaN(childrenSystem)) return undefined;
  return { group, ownMs: (user + system) * msPerTick, childrenMs: (childrenUser + childrenSystem) * msPerTick };
}
