/** A figure and its limits. */
export type Row = {
  readonly what: string;
  readonly measured: string;
  readonly must: string;
  readonly stretch: string;
  readonly verdict: "stretch met" | "must met" | "NOT MET" | "not measured" | "–";
};

/** One table of the report. */
export type Table = {
  readonly title: string;
  /** Notes on the measurement, for readers of the table. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
};

/** The largest value that is required (`must`), and the largest that is aimed at. */
export type Limits = { readonly must: number; readonly stretch?: number };

/** Makes a row of a figure that should be small. `show` prints the figure and its limits. */
export function limitRow(what: string, value: number, limits: Limits, show: (value: number) => string, detail = ""): Row {
  const { must, stretch } = limits;
  return {
    what,
    measured: detail === "" ? show(value) : `${show(value)} (${detail})`,
    must: `≤ ${show(must)}`,
    stretch: stretch === undefined ? "" : `≤ ${show(stretch)}`,
    verdict: verdictOf(value, limits),
  };
}

function verdictOf(value: number, { must, stretch }: Limits): Row["verdict"] {
  if (Number.isNaN(value)) return "not measured";
  if (stretch !== undefined && value <= stretch) return "stretch met";
  return value <= must ? "must met" : "NOT MET";
}

/** Makes a row of a figure that should be large. */
export function floorRow(what: string, value: number, must: number, show: (value: number) => string): Row {
  const verdict = Number.isNaN(value) ? "not measured" : value >= must ? "must met" : "NOT MET";
  return { what, measured: show(value), must: `≥ ${show(must)}`, stretch: "", verdict };
}

/** Makes a row without a limit, for comparison. */
export function plainRow(what: string, measured: string): Row {
  return { what, measured, must: "", stretch: "", verdict: "–" };
}

/** Makes a row of a figure that cannot be measured yet, with the reason. */
export function missingRow(what: string, limits: Limits, show: (value: number) => string, why: string): Row {
  return { ...limitRow(what, Number.NaN, limits, show), measured: `not measured: ${why}` };
}

/** Prints a ratio as `0.12×`. */
export function times(value: number): string {
  return `${Number(value.toPrecision(3))}×`;
}

/** Prints a share as `12 %`. */
export function percent(value: number): string {
  return `${Number((value * 100).toPrecision(3))} %`;
}

/** Prints milliseconds as `3.2 ms`. */
export function milliseconds(value: number): string {
  return `${Number(value.toPrecision(3))} ms`;
}

/** Prints memory as `350 MB`. */
export function megabytes(value: number): string {
  return `${Math.round(value)} MB`;
}

/** Prints a size as `4.5 kB`; 1 kB is 1,000 bytes. */
export function kilobytes(bytes: number): string {
  return `${Number((bytes / 1000).toPrecision(3))} kB`;
}

const heads = ["", "measured", "must", "stretch", "met?"] as const;

/** Prints a table as Markdown, with padded columns for reading in a terminal. */
export function markdownTable({ title, notes, rows }: Table): string {
  const cells = [heads, ...rows.map(({ what, measured, must, stretch, verdict }) => [what, measured, must, stretch, verdict])];
  const widths = heads.map((_head, column) => Math.max(3, ...cells.map((line) => (line[column] ?? "").length)));
  const lines = cells.map((line) => `| ${widths.map((width, column) => (line[column] ?? "").padEnd(width)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const list = notes.map((note) => `- ${note}\n`).join("");
  return `## ${title}\n\n${[lines[0], rule, ...lines.slice(1)].join("\n")}\n\n${list}`;
}
