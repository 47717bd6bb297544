import { compareProtocols } from "../evolution/peer/compare-protocols.js";
import type { ProtocolComparison, WireCell } from "../evolution/peer/compare-protocols.js";
import type { Questions } from "../evolution/peer/wire.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Admission } from "../config/peer.js";
import { explainCell } from "./explain-break.js";
import type { WireFinding } from "./finding.js";
import { groupFindings } from "./group-findings.js";
import { stateFindings } from "./state-findings.js";

/** One version of a protocol, whatever it is called by. */
export type MatrixVersion = { readonly labels: readonly string[]; readonly model: ProtocolModel };

/** Whether a server of one version and a client of another understand one another. */
export type MatrixCell = {
  readonly server: MatrixVersion;
  readonly client: MatrixVersion;
  readonly verdict: Admission;
  /** Why it is not simply `accept`, a sentence each. */
  readonly reasons: readonly string[];
};

/**
 * Every server version with every client version.
 * - `accept`: each reads all that the other sends, or skips events that it may skip.
 * - `refuse`: there is a message that one of them refuses, or it could not be decided, or their states differ.
 * - `warn`: so it is, but somebody waived it.
 *
 * @param versions oldest first; the last is today's, whose breaks may be waived.
 * @param isWaived true for the fingerprint of a finding that somebody accepted.
 */
export function supportMatrix(
  versions: readonly MatrixVersion[],
  questions: Questions,
  isWaived: (fingerprint: string) => boolean,
): MatrixCell[] {
  const today = versions.at(-1);
  return versions.flatMap((newer, index) =>
    versions.slice(0, index + 1).flatMap((older): MatrixCell[] => {
      if (older === newer) return [{ server: newer, client: newer, verdict: "accept", reasons: [] }];
      const comparison = compareProtocols(older.model, newer.model, questions);
      const judge = new Judge(comparison, older, newer, newer === today ? isWaived : () => false);
      return [
        { server: newer, client: older, ...judge.of(({ direction, flow }) => (direction === "server") === (flow === "new-to-old")) },
        { server: older, client: newer, ...judge.of(({ direction, flow }) => (direction === "server") === (flow === "old-to-new")) },
      ];
    }),
  );
}

/** Judges the cells that meet when one of two versions is the server. */
class Judge {
  readonly #comparison: ProtocolComparison;
  readonly #older: MatrixVersion;
  readonly #newer: MatrixVersion;
  readonly #isWaived: (fingerprint: string) => boolean;
  readonly #ofState: readonly WireFinding[];

  constructor(comparison: ProtocolComparison, older: MatrixVersion, newer: MatrixVersion, isWaived: (fingerprint: string) => boolean) {
    this.#comparison = comparison;
    this.#older = older;
    this.#newer = newer;
    this.#isWaived = isWaived;
    this.#ofState = stateFindings(older.model, newer.model, older.labels[0] ?? "", "new-to-old");
  }

  of(meets: (cell: WireCell) => boolean): Pick<MatrixCell, "verdict" | "reasons"> {
    const found = [...this.#comparison.cells.filter(meets).flatMap((cell) => this.#findingOf(cell)), ...this.#ofState];
    const isOpen = found.some((finding) => !this.#accepts(finding));
    return {
      verdict: isOpen ? "refuse" : found.length > 0 ? "warn" : "accept",
      reasons: groupFindings(found).map((finding) => (this.#accepts(finding) ? `waived: ${finding.message}` : finding.message)),
    };
  }

  #accepts({ fingerprint, sharedFingerprint }: WireFinding): boolean {
    return [fingerprint, sharedFingerprint].some((one) => one !== undefined && this.#isWaived(one));
  }

  #findingOf(cell: WireCell): readonly WireFinding[] {
    const { name, manifest } = this.#newer.model;
    const { server, client } = this.#comparison.pairs;
    const [pairs, others] = cell.direction === "server" ? [server, client] : [client, server];
    return explainCell(cell, "breaking", { protocol: name, manifest, baseline: this.#older.labels[0] ?? "", pairs, others });
  }
}
