/** Writes a duration as `950 ms`, `4.2 s`, `3:07 min` or `1:02:09 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h === 0 ? `${m}:${pad(s)} min` : `${h}:${pad(m)}:${pad(s)} h`;
}

const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumFractionDigits: 2 });
const cents = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumFractionDigits: 5 });

/** Writes US dollars. Amounts below one dollar get as many digits as they need. */
export function formatCost(usd: number): string {
  if (usd === 0) return "$0";
  return (Math.abs(usd) >= 1 ? dollars : cents).format(usd);
}

/** Writes a size as `812 B`, `14.2 kB` or `3.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Writes a count with separators. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** Writes a string unchanged, and any other value as indented JSON. */
export function formatValue(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "");
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
