import { SourceCheck } from "../evolution/source/source-verdict.js";
import type { ProtocolModel } from "../model/protocol.js";

/** Why TypeScript for the old package does not compile against the new one, a sentence for each reason. */
export type SourceReport = {
  /** True if there is a reason, or if something could not be decided. */
  readonly breaks: boolean;
  /** Reasons that concern code that handles events. */
  readonly consumer: readonly string[];
  /** Reasons that concern code that creates events. */
  readonly producer: readonly string[];
  /** The names of exported types that were removed. */
  readonly imports: readonly string[];
  /** Comparisons that could not be decided, with the reason. */
  readonly undecided: readonly string[];
};

/** @param before `undefined` if nothing changed. */
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
