import { SourceCheck } from "../evolution/source/source-verdict.js";
import type { ProtocolModel } from "../model/protocol.js";

/**
 * The reasons why TypeScript code for the old generated package does not compile against the new one, one sentence
 * each.
 */
export type SourceReport = {
  /** True if code stops compiling, or if this could not be decided. */
  readonly breaks: boolean;
  /** The reasons why code that handles events stops compiling. */
  readonly consumer: readonly string[];
  /** The reasons why code that creates events stops compiling. */
  readonly producer: readonly string[];
  /** The names of exported types that were removed. */
  readonly imports: readonly string[];
  /** Comparisons that could not be decided, with the reason. */
  readonly undecided: readonly string[];
};

/**
 * Returns the report on code of one protocol.
 * @param before the earlier version; `undefined` if no baseline is deployed.
 */
export function sourceReport(before: ProtocolModel | undefined, after: ProtocolModel): SourceReport {
  if (before === undefined) return { breaks: false, consumer: [], producer: [], imports: [], undecided: [] };
  const { server, client, types, imports } = new SourceCheck(before, after).protocol();
  const sides = [server, client, types];
  const consumer = sides.flatMap((side) => side.consumer);
  const producer = sides.flatMap((side) => side.producer);
  const undecided = sides.flatMap((side) => side.undecided);
  const breaks = [consumer, producer, imports, undecided].some((reasons) => reasons.length > 0);
  return { breaks, consumer, producer, imports, undecided };
}
