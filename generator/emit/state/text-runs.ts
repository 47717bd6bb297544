import { joinPointer, pointerTokens } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import { mayEnd } from "../../model/state/end-mark.js";
import type { StateBlock, StateModel, TextUnit } from "../../model/state/state-model.js";
import { compoundKeyword, conjunctsOf, declaredIn } from "../../schema/conjuncts.js";

/** An event with a piece of a text that can be joined with the piece after it. */
export type TextRun = {
  /** The paths of the values in the event that become keys in the path of the text. */
  readonly keys: readonly (readonly string[])[];
  /** The name of the property with the piece. */
  readonly from: string;
  /** The name of the property with the offset. */
  readonly offset: string | undefined;
  readonly unit: TextUnit;
  /** The most characters that the property may have; `undefined` for no limit. */
  readonly most: number | undefined;
};

/** Returns the events whose only step extends a text, if a longer piece of this text is valid, too. */
export function textRuns({ blocks, endMarks }: StateModel): Map<EventModel, TextRun> {
  const found = [...blocks].flatMap(([event, block]): [EventModel, TextRun][] => {
    const run = event.at === "" && !mayEnd(block, endMarks) ? runOf(block) : undefined;
    return run === undefined ? [] : [[event, run]];
  });
  return new Map(found);
}

function runOf({ steps, choices, members, conjuncts }: StateBlock): TextRun | undefined {
  const [step, ...others] = steps;
  if (step?.piece === undefined || step.source.kind !== "from" || others.length + choices.length + members.length > 0) return undefined;
  const { offset: [offset, ...deeper] = [], unit } = step.piece;
  const [from, ...inner] = step.source.names;
  if (from === undefined || deeper.length + inner.length > 0 || compoundKeyword(conjuncts) !== undefined) return undefined;
  const texts = conjunctsOf(declaredIn(conjuncts, from));
  if (!texts.every((schema) => Object.keys(schema).every((keyword) => joinable.has(keyword)))) return undefined;
  const most = Math.min(...texts.map(({ maxLength = Infinity }) => maxLength));
  const keys = step.at.flatMap((token) => ("names" in token ? [token.names] : []));
  return { keys, from, offset, unit, most: most === Infinity ? undefined : most };
}

/** The keywords with which two valid pieces make a valid piece, up to `maxLength`. */
const joinable: ReadonlySet<string> = new Set([
  "location",
  "dialect",
  "annotations",
  "extendedBy",
  "ref",
  "allOf",
  "types",
  "minLength",
  "maxLength",
]);

/** Returns the paths of the pieces of texts in the messages of each event that has some. */
export function piecePaths({ blocks }: StateModel): Map<EventModel, readonly (readonly string[])[]> {
  const found = [...blocks].flatMap(([event, block]): [EventModel, readonly (readonly string[])[]][] => {
    const paths = pathsIn(block, pointerTokens(event.at));
    const unique = new Map(paths.map((path) => [joinPointer("", ...path), path]));
    return paths.length === 0 ? [] : [[event, [...unique.values()]]];
  });
  return new Map(found);
}

function pathsIn({ steps, choices, members }: StateBlock, at: readonly string[]): (readonly string[])[] {
  const own = steps.flatMap(({ piece, source }) => (piece !== undefined && source.kind === "from" ? [[...at, ...source.names]] : []));
  const branches = choices.flatMap((choice) => (choice.kind === "tag" ? choice.cases.map(({ block }) => block) : [choice.yes, choice.no]));
  return [
    ...own,
    ...branches.flatMap((block) => (block === undefined ? [] : pathsIn(block, at))),
    ...members.flatMap(({ name, block }) => pathsIn(block, [...at, name])),
  ];
}
