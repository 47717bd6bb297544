/** A figure beside what it has to be. */
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
  /** How it was measured, and what to know when reading it. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
};

/** Largest values that are good enough, and good. */
export type Limits = { readonly must: number; readonly stretch?: number };

/** Makes a row of a figure that is to be small. `show` writes figures and limits alike. */
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

/** Makes a row of a figure that is to be large. */
export function floorRow(what: string, value: number, must: number, show: (value: number) => string): Row {
  const verdict = Number.isNaN(value) ? "not measured" : value >= must ? "must met" : "NOT MET";
  return { what, measured: show(value), must: `≥ ${show(must)}`, stretch: "", verdict };
}

/** A row without a limit: something to compare with. */
export function plainRow(what: string, measured: string): Row {
  return { what, measured, must: "", stretch: "", verdict: "–" };
}

/** A row of something that cannot be measured yet, and why. */
export function missingRow(what: string, limits: Limits, show: (value: number) => string, why: string): Row {
  return { ...limitRow(what, Number.NaN, limits, show), measured: `not measured: ${why}` };
}

/** `0.12×` */
export function times(value: number): string {
  return `${Number(value.toPrecision(3))}×`;
}

/** `12 %` */
export function percent(value: number): string {
  return `${Number((value * 100).toPrecision(3))} %`;
}

/** `3.2 ms` */
export function milliseconds(value: number): string {
  return `${Number(value.toPrecision(3))} ms`;
}

/** `350 MB` */
export function megabytes(value: number): string {
  return `${Math.round(value)} MB`;
}

/** `4.5 kB`, of 1,000 bytes. */
export function kilobytes(bytes: number): string {
  return `${Number((bytes / 1000).toPrecision(3))} kB`;
}

const heads = ["", "measured", "must", "stretch", "met?"] as const;

/** A table as Markdown, its columns padded so that it reads in a terminal too. */
export function markdownTable({ title, notes, rows }: Table): string {
  const cells = [heads, ...rows.map(({ what, measured, must, stretch, verdict }) => [what, measured, must, stretch, verdict])];
  const widths = heads.map((_head, column) => Math.max(3, ...cells.map((line) => (line[column] ?? "").length)));
  const lines = cells.map((line) => `| ${widths.map((width, column) => (line[column] ?? "").padEnd(width)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const list = notes.map((note) => `- ${note}\n`).join("");
  return `## ${title}\n\n${[lines[0], rule, ...lines.slice(1)].join("\n")}\n\n${list}`;
}
