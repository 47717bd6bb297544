import type { SupportTable } from "../config/support-schema.js";
import type { Admission } from "../config/peer.js";
import type { MatrixCell, MatrixVersion } from "./support-matrix.js";

/**
 * What the generator needs of a matrix: today's row and column. Equal input gives an equal table.
 *
 * @param versions the last is today's.
 */
export function supportTable(versions: readonly MatrixVersion[], cells: readonly MatrixCell[]): SupportTable {
  const today = versions.at(-1);
  const verdictOf = (server: MatrixVersion | undefined, client: MatrixVersion | undefined): Admission =>
    cells.find((cell) => cell.server === server && cell.client === client)?.verdict ?? "refuse";
  return {
    $schema: "https://dagwire.dev/schema/support.schema.json",
    note: "Written by `npx dagwire check --matrix`. Do not edit.",
    digest: today?.model.digest ?? "",
    peers: versions.slice(0, -1).map((version) => ({
      digest: version.model.digest,
      version: version.model.version,
      from: version.labels.join(", "),
      asServer: verdictOf(version, today),
      asClient: verdictOf(today, version),
    })),
  };
}
