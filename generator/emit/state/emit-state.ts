import type { StateContext } from "./block-code.js";
import { pointerTokens } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { stepsIn } from "../../model/state/footprint.js";
import type { StateBlock, StateModel } from "../../model/state/state-model.js";
import { envelope } from "../../types/envelope.js";
import { dispatched } from "../../model/event-model.js";
import { hasOutOfBandTags, printEventSwitch } from "../event-switch.js";
import type { ImportPaths } from "../import-paths.js";
import type { ConstStatement, FunctionStatement, ModuleStatement, SourceFile } from "../print/statement.js";
import { importedNames } from "../../model/imported-names.js";
import { sideNames } from "../../model/generated-names.js";
import type { TypeMaker } from "../../types/type-of.js";
import { declaredNames, usedNames, withoutIdleParameters, wordsIn } from "../used-names.js";
import { literalOf, printLiteral } from "../validator/literal.js";
import { Access } from "./access.js";
import { blockStatements, readsEvent } from "./block-code.js";
import { conflationStatements, cutCharacterStatements } from "./conflation-code.js";

const { union } = sideNames.server;

/**
 * Returns `state.ts`. Its functions return the start value of the state, apply the server's events to a state, conflate events,
 * and find the end of the stream.
 */
export function emitState(model: ProtocolModel, state: StateModel, types: TypeMaker, paths: ImportPaths): SourceFile {
  const context = { model, state, types, stepNames: stepNamesOf(state) };
  const functions: readonly FunctionStatement[] = [
    initialStatement(state),
    ...applyStatements(context),
    ...(state.endMarks.length === 0 ? [] : [endStatement(state)]),
    ...conflationStatements(context),
    ...cutCharacterStatements(context),
    stepsStatement(context),
    ...[...state.blocks].map(([event, block]) => eventStatement(event, block, context)),
  ];
  const written = functions.map(withoutIdleParameters);
  const statements = hasReducer(model) ? [...written, whole(state), ofPages(state)] : written;
  return { path: "state.ts", modules: importsOf(context, statements, paths), statements };
}

/**
 * Returns true if `state.ts` exports `streamState`: the protocol has a state and no tags outside of the message, which
 * the runtime could not pass.
 */
export function hasReducer({ state, server }: ProtocolModel): boolean {
  return state !== undefined && !hasOutOfBandTags(server.events);
}

/** Returns the constant `streamState`: an object with the functions of `state.ts`, which the runtime calls. */
function whole(state: StateModel): ConstStatement {
  const cuts = [...state.blocks.values()].flatMap(stepsIn).some(({ step }) => step.op === "extend");
  const docs = ["The functions that compute the state from events. The entry object contains this object."];
  return reducer("streamState", state, ["conflate: conflateServerEvents", ...(cuts ? ["cutCharacter"] : [])], docs);
}

/** Returns the constant `pageState`. A bundler can then leave the code of conflation out of a page, because only servers conflate. */
function ofPages(state: StateModel): ConstStatement {
  return reducer("pageState", state, [], ["Those functions of {@link streamState} that a page calls. `react.ts` contains this object."]);
}

function reducer(name: string, { typeName, endMarks }: StateModel, more: readonly string[], docs: readonly string[]): ConstStatement {
  const members = [
    "initial: initialState",
    `validate: is${typeName}`,
    "apply: applyServerEvents",
    `steps: { of: applyServerEvents, take: ${burstName} }`,
    ...more,
    ...(endMarks.length === 0 ? [] : ["hasEnded", "isTerminal"]),
  ];
  const initializer = `{\n${members.map((member) => `  ${member},\n`).join("")}}`;
  return { kind: "const", name, type: `StateReducer<${typeName}, ${union}>`, initializer, docs };
}

function importsOf(
  { model, state }: StateContext,
  statements: readonly (FunctionStatement | ConstStatement)[],
  paths: ImportPaths,
): ModuleStatement[] {
  const words = statements.map((statement) => wordsIn(textOf(statement)));
  const events = [union, ...new Set(model.server.events.map(({ typeName }) => typeName))];
  const shared = new Set(declaredNames(model.types));
  const names = usedNames(words, [...events.filter((name) => !shared.has(name)), ...shared]);
  return [
    { kind: "import", names: usedNames(words, importedNames.state.values), from: paths.runtime, isTypeOnly: false },
    { kind: "import", names: usedNames(words, importedNames.state.types), from: paths.runtime, isTypeOnly: true },
    { kind: "import", names: usedNames(words, ["isTerminal"]), from: paths.of("server-event"), isTypeOnly: false },
    { kind: "import", names: usedNames(words, [`is${state.typeName}`]), from: paths.of("state-validator"), isTypeOnly: false },
    { kind: "import", names: names.filter((name) => !shared.has(name)), from: paths.of("server-event"), isTypeOnly: true },
    {
      kind: "import",
      names: [...new Set([state.typeName, ...names.filter((name) => shared.has(name))])],
      from: paths.of("types"),
      isTypeOnly: true,
    },
  ];
}

function textOf(statement: FunctionStatement | ConstStatement): string {
  if (statement.kind === "const") return `${statement.type ?? ""}\n${statement.initializer}`;
  const { body, returnType, parameters } = statement;
  return [body, returnType, ...parameters.map(({ type }) => type)].join("\n");
}

function initialStatement({ typeName, initial }: StateModel): FunctionStatement {
  const value = "value" in initial ? initial.value : {};
  const text = printLiteral(literalOf(value), "  ", 100).replaceAll("\n  ", "\n");
  // TypeScript compares a property `toString` of a literal with the method of Object, even if the type declares the property.
  const isAwkward = text.includes(" as string]: ");
  const body = `return ${text}${isAwkward ? ` as unknown as ${typeName}` : ""};`;
  const docs = ["Returns the state before the first event."];
  return { kind: "function", name: "initialState", typeParameters: [], parameters: [], returnType: typeName, body, docs };
}

function applyStatements({ model, state }: StateContext): FunctionStatement[] {
  const { typeName, endMarks } = state;
  const isOutOfBand = hasOutOfBandTags(model.server.events);
  const returnType = `StateChange<${typeName}>`;
  const draft = `const draft = new StateDraft(state);`;
  const steps = `${stepsName}(draft, event${isOutOfBand ? ", tags" : ""});`;
  const once = endMarks.length === 0 ? steps : `if (!hasEnded(state)) ${steps}`;
  const one: FunctionStatement = {
    kind: "function",
    name: "applyServerEvent",
    typeParameters: [],
    parameters: [{ name: "state", type: typeName }, { name: "event", type: union }, ...tagsParameter(model)],
    returnType,
    body: `${draft}\n${once}\nreturn draft.finish();`,
    docs: [
      "Returns the state after an event, and JSON Pointers to the changed places. Copies only objects that",
      "change; the new state shares all others with the old one. Pass only events that passed validation.",
      ...(endMarks.length === 0 ? [] : ["After the end of the stream no event changes the state."]),
    ],
  };
  if (isOutOfBand) return [one];
  const events = { name: "events", type: `Iterable<${union}>` };
  const many: FunctionStatement = {
    ...one,
    name: "applyServerEvents",
    parameters: [{ name: "state", type: typeName }, events],
    body: `${draft}\n${burstName}(draft, events);\nreturn draft.finish();`,
    docs: ["Returns the state after several events. Copies an object only once, even if several events change it."],
  };
  const guard = endMarks.length === 0 ? "" : "  if (hasEnded(draft.state)) return;\n";
  const burst: FunctionStatement = {
    ...many,
    isPrivate: true,
    name: burstName,
    parameters: [{ name: "draft", type: `StateTarget<${typeName}>` }, events],
    returnType: "void",
    body: `for (const event of events) {\n${guard}  ${stepsName}(draft, event);\n}`,
    docs: [],
  };
  return [one, many, burst];
}

function tagsParameter({ server }: ProtocolModel): FunctionStatement["parameters"] {
  return hasOutOfBandTags(server.events) ? [{ name: "tags", type: "OutOfBandTags" }] : [];
}

function endStatement({ typeName, endMarks }: StateModel): FunctionStatement {
  const tests = endMarks.map(
    ({ path, value }) => `valueAt(state, ${JSON.stringify(path).replaceAll(",", ", ")}) === ${JSON.stringify(value)}`,
  );
  const docs = ["Returns true for the state of a stream that has ended. No later event changes such a state."];
  const parameters = [{ name: "state", type: typeName }];
  const body = `return ${[...new Set(tests)].join(" || ")};`;
  return { kind: "function", name: "hasEnded", typeParameters: [], parameters, returnType: "boolean", body, docs };
}

/** Returns the generated function that finds the kind of an event by its tags and calls the function with the event's steps. */
function stepsStatement({ model, state, types, stepNames }: StateContext): FunctionStatement {
  const { events } = model.server;
  const body = printEventSwitch({
    events,
    discriminators: model.discriminators,
    types,
    statements: (event, expression, margin) => {
      const block = state.blocks.get(event);
      if (block === undefined) return `${margin}return;`;
      return `${margin}return ${stepNames.get(event) ?? ""}(draft${readsEvent(block) ? `, ${expression}` : ""});`;
    },
  });
  const parameters = [{ name: "draft", type: `StateTarget<${state.typeName}>` }, { name: "event", type: union }, ...tagsParameter(model)];
  return {
    kind: "function",
    isPrivate: true,
    name: stepsName,
    typeParameters: [],
    parameters,
    returnType: "void",
    body: dispatched(events).length === 0 ? "" : body,
    docs: [],
  };
}

const stepsName = "takeSteps";
const burstName = "takeServerEvents";

/** Returns a different function name for each event with steps. Two events may have one type, and an event's type may be named "Steps". */
function stepNamesOf({ blocks }: StateModel): ReadonlyMap<EventModel, string> {
  const taken = new Set([stepsName, burstName]);
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const names = new Map<EventModel, string>();
  for (const event of blocks.keys()) {
    const name = free(`take${event.typeName}`);
    taken.add(name);
    names.set(event, name);
  }
  return names;
}

function eventStatement(event: EventModel, block: StateBlock, { types, stepNames }: StateContext): FunctionStatement {
  const root = new Access("event", envelope(event, types.declared(event.schema)), types).at(pointerTokens(event.at));
  const parameters = [
    { name: "draft", type: "StateTarget<unknown>" },
    ...(readsEvent(block) ? [{ name: "event", type: event.typeName }] : []),
  ];
  return {
    kind: "function",
    isPrivate: true,
    name: stepNames.get(event) ?? "",
    typeParameters: [],
    parameters,
    returnType: "void",
    body: blockStatements(block, root, "").join("\n"),
    docs: [],
  };
}
