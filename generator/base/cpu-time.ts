/**
 * Returns the milliseconds of processor time that this process has used. A limit on this time stops the same work on a
 * busy machine as on a quiet one, and a limit on the clock does not.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
