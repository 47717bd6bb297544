import { SourceCheck } from "../evolution/source/source-verdict.js";
import type { ProtocolModel } from "../model/protocol.js";

/** TypeScript that was written against the old package and does not compile against the new one, a sentence for each reason. */
export type SourceReport = {
  /** True where there is any. */
  readonly breaks: boolean;
  /** Code that handles events. */
  readonly consumer: readonly string[];
  /** Code that makes events. */
  readonly producer: readonly string[];
  /** Exported types that are gone. */
  readonly imports: readonly string[];
};

/** @param before `undefined` where nothing changed. */
export function sourceReport(before: ProtocolModel | undefined, after: ProtocolModel): SourceReport {
  if (before === undefined) return { breaks: false, consumer: [], producer: [], imports: [] };
  const { server, client, types, imports } = new SourceCheck(before, after).protocol();
  const sides = [server, client, types];
  const consumer = sides.flatMap((side) => side.consumer);
  const producer = sides.flatMap((side) => side.producer);
  return { breaks: consumer.length + producer.length + imports.length > 0, consumer, producer, imports };
}
