import type { Paint } from "../../diagnostics/format-text.js";
import type { Admission } from "../../config/support-schema.js";
import type { MatrixCell, MatrixVersion } from "../support-matrix.js";

const colours = { accept: "dim", warn: "yellow", refuse: "red" } as const satisfies Readonly<Record<Admission, string>>;

/**
 * Returns a table with a row for each server version and a column for each client version. Below the table are the
 * reasons for refusals and warnings.
 */
export function formatMatrix(protocol: string, versions: readonly MatrixVersion[], cells: readonly MatrixCell[], paint: Paint): string {
  const names = versions.map(nameOf);
  const width = Math.max(...names.map((name) => name.length), "server \\ client".length);
  const verdictOf = (server: MatrixVersion, client: MatrixVersion): Admission =>
    cells.find((cell) => cell.server === server && cell.client === client)?.verdict ?? "refuse";
  const head = ["server \\ client".padEnd(width), ...names.map((name) => name.padEnd(width))].join("  ");
  const rows = versions.map((server, index) => {
    const verdicts = versions.map((client) => verdictOf(server, client));
    return [(names[index] ?? "").padEnd(width), ...verdicts.map((verdict) => paint(colours[verdict], verdict.padEnd(width)))].join("  ");
  });
  const reasons = cells.flatMap(({ server, client, verdict, reasons: found }) =>
    found.map((reason) => `${verdict} server ${nameOf(server)} with client ${nameOf(client)}: ${reason}`),
  );
  return `${[paint("bold", protocol), head, ...rows, ...reasons].map((line) => line.trimEnd()).join("\n")}\n`;
}

function nameOf({ labels, model }: MatrixVersion): string {
  return `${model.version} ${labels[0] ?? ""}`;
}
