import { SourceCheck } from "../evolution/source/source-verdict.js";
import { openEnum } from "../schema/open-enum.js";
import type { ProtocolModel } from "../model/protocol.js";

/**
 * The reasons why TypeScript code for the old generated package does not compile against the new one, one sentence
 * each.
 */
export type SourceReport = {
  /** True if code stops compiling, or if dagwire could not decide whether code still compiles. */
  readonly breaks: boolean;
  /** The reasons why code that handles events stops compiling. */
  readonly consumer: readonly string[];
  /** The reasons why code that creates events stops compiling. */
  readonly producer: readonly string[];
  /** The names of exported types that were removed. */
  readonly imports: readonly string[];
  /** The types for which dagwire could not decide whether code still compiles, with the reason. */
  readonly undecided: readonly string[];
  /** Open enums that list more values than before. No code stops compiling, but tables by listed value lack an entry. */
  readonly grown: readonly string[];
  /** Enums that were open and no longer are. Code that handles other values compiles, but a later version cannot add a value. */
  readonly closed: readonly string[];
};

/**
 * Returns the report on code of one protocol.
 * @param before the earlier version; `undefined` if no baseline is deployed.
 */
export function sourceReport(before: ProtocolModel | undefined, after: ProtocolModel): SourceReport {
  if (before === undefined) return { breaks: false, consumer: [], producer: [], imports: [], undecided: [], grown: [], closed: [] };
  const { server, client, types, imports } = new SourceCheck(before, after).protocol();
  const sides = [server, client, types];
  const consumer = sides.flatMap((side) => side.consumer);
  const producer = sides.flatMap((side) => side.producer);
  const undecided = sides.flatMap((side) => side.undecided);
  const breaks = [consumer, producer, imports, undecided].some((reasons) => reasons.length > 0);
  return { breaks, consumer, producer, imports, undecided, grown: grownEnums(before, after), closed: closedEnums(before, after) };
}

function grownEnums(before: ProtocolModel, after: ProtocolModel): string[] {
  const old = new Map(before.types.map(({ name, schema }) => [name, openEnum(schema)?.values]));
  return after.types.flatMap(({ name, schema }) => {
    const known = old.get(name);
    const added = known === undefined ? [] : (openEnum(schema)?.values.filter((value) => !known.includes(value)) ?? []);
    if (added.length === 0) return [];
    return [`type ${name} now also lists ${added.map((value) => JSON.stringify(value)).join(", ")}.`];
  });
}

function closedEnums(before: ProtocolModel, after: ProtocolModel): string[] {
  const today = new Map(after.types.map(({ name, schema }) => [name, schema]));
  return before.types.flatMap(({ name, schema }) => {
    const now = today.get(name);
    if (now === undefined || openEnum(schema) === undefined || openEnum(now) !== undefined) return [];
    return [`type ${name} is no longer open: no value is an OtherValue any more, and a later version cannot add a value without a break.`];
  });
}
