import type { EventModel } from "../../model/event-model.js";
import type { StateChoice } from "../../model/state/state-model.js";
import { envelope } from "../../types/envelope.js";
import { hasOutOfBandTags, printEventSwitch } from "../event-switch.js";
import type { FunctionStatement } from "../print/statement.js";
import { sideNames } from "../../model/generated-names.js";
import { propertyAccess } from "../../types/print-type.js";
import { Access } from "./access.js";
import { namesText, testsText } from "./block-code.js";
import { barriersOf, conflations } from "./conflation.js";
import type { Conflation, Leaf } from "./conflation.js";
import type { StateContext } from "./block-code.js";
import { piecePaths, textRuns } from "./text-runs.js";
import type { TextRun } from "./text-runs.js";

const { union } = sideNames.server;

/**
 * Returns the generated functions that conflate events: they replace a list of events by a shorter list with the same
 * effect on the state.
 */
export function conflationStatements(context: StateContext): FunctionStatement[] {
  const found = conflations(context.state);
  const alone = [keyStatement(context, found), joinStatement(context, found)];
  if (hasOutOfBandTags(context.model.server.events)) return alone;
  const runs = textRuns(context.state);
  const barriers = barrierStatement(context, new Set([...found.keys(), ...runs.keys()]));
  return [...alone, listStatement(runs.size > 0), barriers, ...(runs.size === 0 ? [] : [pieceStatement(context, runs)])];
}

function keyStatement({ model, state, types }: StateContext, found: ReadonlyMap<EventModel, Conflation>): FunctionStatement {
  const body = printEventSwitch({
    events: model.server.events,
    discriminators: model.discriminators,
    types,
    isHandled: (event) => found.has(event),
    otherwise: "return undefined;",
    statements: (event, expression, margin) => {
      const choice = state.blocks.get(event)?.choices[0];
      return keyLines(event, found.get(event)?.leaves ?? [], choice, rootOf(event, expression, types))
        .map((line) => `${margin}${line}`)
        .join("\n");
    },
  });
  const docs = [
    "Returns a comparison key: {@link conflate} can join two events that have the same key.",
    "Returns `undefined` for an event that can never be joined. No event between the two may write to",
    "the same places of the state; {@link conflateServerEvents} checks this.",
  ];
  return withEvent(found.size === 0 ? "return undefined;" : body, { name: "conflationKey", returnType: "string | undefined", docs }, model);
}

function rootOf(event: EventModel, expression: string, types: StateContext["types"]): Access {
  const text = expression === "event" ? expression : `(${expression})`;
  return new Access(text, envelope(event, types.declared(event.schema)), types);
}

function withEvent(
  body: string,
  named: Pick<FunctionStatement, "name" | "returnType" | "docs">,
  { server }: StateContext["model"],
): FunctionStatement {
  const tags = hasOutOfBandTags(server.events) ? [{ name: "tags", type: "OutOfBandTags" }] : [];
  return { kind: "function", typeParameters: [], parameters: [{ name: "event", type: union }, ...tags], body, ...named };
}

function keyLines(event: EventModel, leaves: readonly Leaf[], choice: StateChoice | undefined, object: Access): string[] {
  const returns = leaves.map((leaf, index) =>
    returnText(
      event,
      leaf,
      leaves.length > 1 ? String(index) : undefined,
      choice?.kind !== "if" ? object : index === 0 ? object.having(choice.tests) : object.lacking(choice.tests),
    ),
  );
  const last = returns.at(-1) ?? "return undefined;";
  if (choice === undefined) return [last];
  if (choice.kind === "if") return [`if (${testsText(choice.tests, object)}) ${returns[0] ?? ""}`, last];
  const cases = choice.cases.flatMap(({ values }, index) => [
    ...values.map((value) => `  case ${JSON.stringify(value)}:`),
    `    ${returns[index] ?? ""}`,
  ]);
  const narrowed = choice.cases.map(({ values }) => object.narrowed(choice.name, values));
  const subject = narrowed.includes(undefined) ? object.memberUnknown(choice.name).text : `${object.text}${propertyAccess(choice.name)}`;
  return [`switch (${subject}) {`, ...cases, "  default:", `    ${last}`, "}"];
}

function returnText({ name }: EventModel, { steps, keys }: Leaf, label: string | undefined, object: Access): string {
  if (steps.length === 0) return "return undefined;";
  const parts = [...(label === undefined ? [] : [JSON.stringify(label)]), ...keys.map((names) => object.at(names).asKey)];
  return `return conflationKeyOf(${[JSON.stringify(name), ...parts].join(", ")});`;
}

function joinStatement({ model, types }: StateContext, found: ReadonlyMap<EventModel, Conflation>): FunctionStatement {
  const joins = new Map([...found].filter(([, { kept, merged }]) => kept.length + merged.length > 0));
  const body = printEventSwitch({
    events: model.server.events,
    discriminators: model.discriminators,
    types,
    variable: "newer",
    isHandled: (event) => joins.has(event),
    otherwise: "return newer;",
    statements: (event, _expression, margin) => {
      const { kept = [], merged = [] } = joins.get(event) ?? {};
      const options = [
        ...(kept === "all" ? ['kept: "all"'] : kept.length > 0 ? [`kept: ${namesText(kept, margin)}`] : []),
        ...(merged.length > 0 ? [`merged: ${namesText(merged, margin)}`] : []),
      ];
      return `${margin}return joinEvents<${union}>(older, newer, { ${options.join(", ")} });`;
    },
  });
  const tags = hasOutOfBandTags(model.server.events) ? [{ name: "tags", type: "OutOfBandTags" }] : [];
  return {
    kind: "function",
    name: "conflate",
    typeParameters: [],
    parameters: [{ name: "older", type: union }, { name: "newer", type: union }, ...tags],
    returnType: union,
    body: joins.size === 0 ? "return newer;" : body,
    docs: ["Joins two events that have the same {@link conflationKey} into one event with the same effect on the state."],
  };
}

function listStatement(hasRuns: boolean): FunctionStatement {
  const rules = "{ keyOf: conflationKey, join: conflate, barriers: conflationBarriers }";
  return {
    kind: "function",
    name: "conflateServerEvents",
    typeParameters: [],
    parameters: [{ name: "events", type: `Iterable<${union}>` }],
    returnType: `${union}[]`,
    body: hasRuns
      ? `const rules = ${rules};\nreturn conflateEvents(events, withTextRuns<${union}>(rules, textPieceOf));`
      : `return conflateEvents(events, ${rules});`,
    docs: ["Returns a shorter list of events that changes every state as the given list would."],
  };
}

/**
 * Returns the generated function `conflationBarriers`. For an event, the function returns the names of other events. Two of
 * these must not be joined if the event is between them, because it writes to the same places of the state.
 */
function barrierStatement({ model, state, types }: StateContext, found: ReadonlySet<EventModel>): FunctionStatement {
  const barriers = new Map<EventModel, readonly string[]>();
  for (const event of state.blocks.keys()) {
    const names = barriersOf(event, state, found);
    if (names.length > 0) barriers.set(event, names);
  }
  const body = printEventSwitch({
    events: model.server.events,
    discriminators: model.discriminators,
    types,
    isHandled: (event) => barriers.has(event),
    otherwise: "return [];",
    statements: (event, _expression, margin) => `${margin}return ${namesText(barriers.get(event) ?? [], margin)};`,
  });
  const named = barriers.size === 0 ? "return [];" : body;
  return { ...withEvent(named, { name: "conflationBarriers", returnType: "readonly string[]", docs: [] }, model), isPrivate: true };
}

/** Returns the generated function `textPieceOf`: it returns the piece of a text in an event that can be joined with the next piece. */
function pieceStatement({ model, types }: StateContext, runs: ReadonlyMap<EventModel, TextRun>): FunctionStatement {
  const body = printEventSwitch({
    events: model.server.events,
    discriminators: model.discriminators,
    types,
    isHandled: (event) => runs.has(event),
    otherwise: "return undefined;",
    statements: (event, expression, margin) => {
      const run = runs.get(event);
      return run === undefined ? `${margin}return undefined;` : pieceLines(event, run, rootOf(event, expression, types), margin).join("\n");
    },
  });
  return { ...withEvent(body, { name: "textPieceOf", returnType: "TextRunPiece | undefined", docs: [] }, model), isPrivate: true };
}

function pieceLines({ name }: EventModel, { keys, from, offset, unit, most }: TextRun, object: Access, margin: string): string[] {
  const key = [JSON.stringify(name), ...keys.map((names) => object.at(names).asKey)].join(", ");
  const members = [
    `key: conflationKeyOf(${key})`,
    `from: ${JSON.stringify(from)}`,
    `text: ${object.member(from).asKey}`,
    ...(offset === undefined ? [] : [`offset: ${JSON.stringify(offset)}`, `at: ${object.member(offset).asNumber}`]),
    `unit: ${JSON.stringify(unit)}`,
    ...(most === undefined ? [] : [`most: ${most}`]),
  ];
  return [`${margin}return {`, ...members.map((member) => `${margin}  ${member},`), `${margin}};`];
}

/** Returns the generated function that finds a piece of a text which ends inside a character, if the protocol has pieces. */
export function cutCharacterStatements({ model, state, types }: StateContext): FunctionStatement[] {
  const paths = piecePaths(state);
  if (paths.size === 0 || hasOutOfBandTags(model.server.events)) return [];
  const body = printEventSwitch({
    events: model.server.events,
    discriminators: model.discriminators,
    types,
    isHandled: (event) => paths.has(event),
    otherwise: "return undefined;",
    statements: (event, _expression, margin) => {
      const lists = (paths.get(event) ?? []).map((path) => namesText(path, margin));
      return `${margin}return cutCharacterIn(event, [${lists.join(", ")}]);`;
    },
  });
  return [{ ...withEvent(body, { name: "cutCharacter", returnType: "string | undefined", docs: [] }, model), isPrivate: true }];
}
