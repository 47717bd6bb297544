import { compareProtocols } from "../evolution/peer/compare-protocols.js";
import type { ProtocolComparison, WireCell } from "../evolution/peer/compare-protocols.js";
import type { Flow, Questions } from "../evolution/peer/wire.js";
import { compareStates } from "../evolution/state/compare-states.js";
import type { StateComparison } from "../evolution/state/compare-states.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Admission, Stored, SupportTable } from "../config/support-schema.js";
import { explainCell } from "./explain-break.js";
import type { WireFinding } from "./finding.js";
import { groupFindings } from "./finding.js";
import { exampleTools } from "./example-tools.js";
import { stateFindings } from "./state-findings.js";

/** One version of a protocol, with all labels that name it. */
export type MatrixVersion = { readonly labels: readonly string[]; readonly model: ProtocolModel };

/** The verdict on whether a server of one version and a client of another understand each other. */
export type MatrixCell = {
  readonly server: MatrixVersion;
  readonly client: MatrixVersion;
  readonly verdict: Admission;
  /** The reasons why the verdict is not `accept`, one sentence each. */
  readonly reasons: readonly string[];
  /**
   * `use` if it is proved that servers of the newer version can use states that the older version has stored; otherwise
   * `unproved`.
   */
  readonly stored?: Stored;
};

/**
 * Compares every server version with every client version.
 * - `accept`: server and client accept all messages of each other, or skip events that they may skip.
 * - `refuse`: server or client refuses a message or a state, or the prover could not decide, or the two may keep
 *   different states.
 * - `warn`: like `refuse`, but every finding is waived.
 *
 * @param versions the oldest first. The last one is today's, and only its breaks may be waived.
 * @param isWaived returns true for the fingerprint of a waived finding.
 */
export function supportMatrix(
  versions: readonly MatrixVersion[],
  questions: Questions,
  isWaived: (fingerprint: string) => boolean,
): MatrixCell[] {
  const today = versions.at(-1);
  const tools = exampleTools(questions);
  return versions.flatMap((newer, index) =>
    versions.slice(0, index + 1).flatMap((older): MatrixCell[] => {
      if (older === newer) return [{ server: newer, client: newer, verdict: "accept", reasons: [] }];
      const comparison = compareProtocols(older.model, newer.model, questions);
      const states = compareStates(older.model, newer.model, questions, tools);
      const judge = new Judge({ comparison, states }, older, newer, newer === today ? isWaived : () => false);
      return [
        { server: newer, client: older, ...judge.of("new-to-old") },
        { server: older, client: newer, ...judge.of("old-to-new"), ...judge.stored() },
      ];
    }),
  );
}

/** Computes two verdicts on two versions: each version is the server in one verdict, and the client in the other. */
class Judge {
  readonly #comparison: ProtocolComparison;
  readonly #older: MatrixVersion;
  readonly #newer: MatrixVersion;
  readonly #isWaived: (fingerprint: string) => boolean;
  readonly #states: StateComparison | undefined;

  constructor(
    { comparison, states }: { readonly comparison: ProtocolComparison; readonly states: StateComparison | undefined },
    older: MatrixVersion,
    newer: MatrixVersion,
    isWaived: (fingerprint: string) => boolean,
  ) {
    this.#comparison = comparison;
    this.#states = states;
    this.#older = older;
    this.#newer = newer;
    this.#isWaived = isWaived;
  }

  /** @param flow the flow of the server's events and state. Clients' events have the reverse flow. */
  of(flow: Flow): Pick<MatrixCell, "verdict" | "reasons"> {
    const [older, newer] = [this.#older.model.name, this.#newer.model.name];
    if (older !== newer) return { verdict: "refuse", reasons: [`the protocol is named "${newer}", and "${older}" before.`] };
    const meeting = this.#comparison.cells.filter((cell) => (cell.direction === "server") === (cell.flow === flow));
    const found = [...meeting.flatMap((cell) => this.#findingOf(cell)), ...this.#ofState(flow)];
    const isOpen = found.some((finding) => !this.#accepts(finding));
    return {
      verdict: isOpen ? "refuse" : found.length > 0 ? "warn" : "accept",
      reasons: groupFindings(found).map((finding) => (this.#accepts(finding) ? `waived: ${finding.message}` : finding.message)),
    };
  }

  /**
   * Returns `use` if it is proved that the newer version can use states that the older version has stored. Returns an
   * empty object if one of the versions has no state.
   */
  stored(): { readonly stored?: Stored } {
    if (this.#older.model.state === undefined || this.#newer.model.state === undefined) return {};
    return { stored: this.#ofState("old-to-new").length === 0 ? "use" : "unproved" };
  }

  #ofState(flow: Flow): readonly WireFinding[] {
    return stateFindings(this.#states, {
      before: this.#older.model,
      today: this.#newer.model,
      label: this.#older.labels[0] ?? "",
      gateOf: (_question, one) => (one === flow ? "gated" : "free"),
    });
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

/**
 * Returns the support table, which `generate` reads: today's server against each older client, and today's client against
 * each older server. The same input always gives the same table.
 * @param versions the oldest first; the last one is today's.
 */
export function supportTable(versions: readonly MatrixVersion[], cells: readonly MatrixCell[]): SupportTable {
  const today = versions.at(-1);
  const cellOf = (server: MatrixVersion | undefined, client: MatrixVersion | undefined): MatrixCell | undefined =>
    cells.find((cell) => cell.server === server && cell.client === client);
  return {
    $schema: "https://dagwire.dev/schema/support.schema.json",
    note: "Written by `npx dagwire check --matrix`. Do not edit.",
    digest: today?.model.digest ?? "",
    peers: versions.slice(0, -1).map((version) => {
      const { verdict: asServer = "refuse", stored } = cellOf(version, today) ?? {};
      return {
        digest: version.model.digest,
        version: version.model.version,
        from: version.labels.join(", "),
        asServer,
        asClient: cellOf(today, version)?.verdict ?? "refuse",
        ...(stored !== undefined && { stored }),
      };
    }),
  };
}
