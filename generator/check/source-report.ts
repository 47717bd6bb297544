import { SourceCheck } from "../compat/source/source-verdict.js";
import type { ProtocolModel } from "../model/protocol.js";

/** TypeScript that was written against the old package and does not compile against the new one, a sentence for each reason. */
export type SourceReport = {
  /** True where there is any, or where it could not be decided. */
  readonly breaks: boolean;
  /** Code that handles events. */
  readonly consumer: readonly string[];
  /** Code that makes events. */
  readonly producer: readonly string[];
  /** Exported types that are gone. */
  readonly imports: readonly string[];
  /** What could not be decided, with the reason. */
  readonly undecided: readonly string[];
};

/** @param before `undefined` where nothing changed. */
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
