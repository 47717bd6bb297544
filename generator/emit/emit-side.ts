import type { EventModel } from "../model/event-model.js";
import type { EventSide, ProtocolModel } from "../model/protocol.js";
import { fact } from "../base/fact.js";
import { Memo } from "../base/memo.js";
import { declaredStatements } from "./declaration.js";
import { dispatcherStatement, genericsFor } from "./emit-dispatcher.js";
import type { Generics } from "./emit-dispatcher.js";
import { dispatched } from "../model/event-model.js";
import { hasOutOfBandTags, printEventSwitch, switchKey } from "./event-switch.js";
import type { ImportPaths } from "./import-paths.js";
import type { FunctionStatement, ModuleStatement, SourceFile, Statement, TypeStatement } from "./print/statement.js";
import { sideNames } from "../model/generated-names.js";
import { importedNames } from "../model/imported-names.js";
import type { SideNames } from "../model/generated-names.js";
import { propertyKey } from "../types/print-type.js";
import type { TypeMaker } from "../types/type-of.js";
import { declaredNames, usedNames, withoutIdleParameters, wordsOfBody, wordsOfType } from "./used-names.js";
import type { Words } from "./used-names.js";

/**
 * Returns `server-event.ts` or `client-event.ts`: a type for each event, the union of all events, the type of the handlers
 * and the dispatcher.
 *
 * @param memo Keeps the statements that depend on the names and tags of the events alone.
 */
export function emitSide(model: ProtocolModel, side: EventSide, types: TypeMaker, paths: ImportPaths, memo = Memo.none): SourceFile {
  const names = sideNames[side.direction];
  const bySchema = new Map(side.events.map((event) => [event.schema, event]));
  const declarations = side.declarations.flatMap((declaration) =>
    declaredStatements(declaration, types, memo, { event: bySchema.get(declaration.schema) }),
  );
  const generics = genericsFor(new Set([...declaredNames(model.types), ...declaredNames(side.declarations)]));
  const { discriminators, terminal } = model;
  const keyOf = (event: EventModel): string => `${tagKey(event)} ${switchKey(event, types)}`;
  const inputs = [generics.context, generics.result, ...discriminators, ...terminal.map(keyOf), "of", ...side.events.map(keyOf)];
  const statements = memo.get("union", side.direction, inputs, () => [
    unionStatement(side, names),
    mapStatement(side, names),
    ...handling({ model, side, types }, names, generics),
  ]);
  const all = [...declarations, ...statements];
  return { path: `${names.file}.ts`, modules: importsOf(model, side, all, paths), statements: all };
}

const tagKey = fact((event: EventModel) => {
  const { name, typeName, tags } = event;
  return JSON.stringify([name, typeName, tags === undefined ? null : [...tags]]);
});

type SideContext = { readonly model: ProtocolModel; readonly side: EventSide; readonly types: TypeMaker };

function handling({ model, side, types }: SideContext, names: SideNames, generics: Generics): Statement[] {
  if (dispatched(side.events).length === 0) return [];
  return [
    handlersStatement(names, generics),
    dispatcherStatement({ events: side.events, discriminators: model.discriminators, types }, names, generics),
    ...(side.direction === "server" && model.terminal.length > 0 ? [terminalStatement(model, types, names)] : []),
  ];
}

function terminalStatement({ server, discriminators, terminal }: ProtocolModel, types: TypeMaker, names: SideNames): FunctionStatement {
  const body = printEventSwitch({
    events: server.events,
    discriminators,
    types,
    isHandled: (event) => terminal.includes(event),
    otherwise: "return false;",
    statements: (_event, _expression, margin) => `${margin}return true;`,
  });
  const tags = hasOutOfBandTags(server.events) ? [{ name: "tags", type: "OutOfBandTags" }] : [];
  const parameters = [{ name: "event", type: names.union }, ...tags];
  const docs = ["Returns true for an event that ends its stream. No event can follow such an event."];
  return withoutIdleParameters({ kind: "function", name: "isTerminal", typeParameters: [], parameters, returnType: "boolean", body, docs });
}

function importsOf(model: ProtocolModel, side: EventSide, statements: readonly Statement[], paths: ImportPaths): ModuleStatement[] {
  const bodies = statements.flatMap((statement) => (statement.kind === "function" ? [wordsOfBody(statement)] : []));
  const mentioned = statements.flatMap((statement) => (statement.kind === "type" ? [wordsOfType(statement)] : []));
  return [
    { kind: "import", names: usedNames(bodies, importedNames.event.values), from: paths.runtime, isTypeOnly: false },
    { kind: "import", names: typesOfRuntime(side, mentioned), from: paths.runtime, isTypeOnly: true },
    { kind: "import", names: usedNames(mentioned, declaredNames(model.types)), from: paths.of("types"), isTypeOnly: true },
  ];
}

function typesOfRuntime({ events }: EventSide, mentioned: readonly Words[]): string[] {
  const used = new Set(usedNames(mentioned, importedNames.event.types));
  return importedNames.event.types.filter((name) => used.has(name) || (name === "OutOfBandTags" && hasOutOfBandTags(events)));
}

/** Returns the statement that declares the union of the events. Leaves out events without tags, because code could not distinguish them. */
function unionStatement({ events }: EventSide, names: SideNames): TypeStatement {
  const members = [...new Set(dispatched(events).map(({ typeName }) => typeName))];
  const type = members.length < 2 ? (members[0] ?? "never") : `\n${members.map((name) => `  | ${name}`).join("\n")}`;
  return { kind: "type", name: names.union, type, docs: [`Every event ${names.sends}.`] };
}

function mapStatement({ events }: EventSide, names: SideNames): TypeStatement {
  const lines = dispatched(events).map(({ name, typeName }) => `  readonly ${propertyKey(name)}: ${typeName};`);
  const type = lines.length === 0 ? "Record<never, never>" : `{\n${lines.join("\n")}\n}`;
  return { kind: "type", name: names.map, type, docs: [`The type of each {@link ${names.union}}, by the event's name.`] };
}

function handlersStatement(names: SideNames, { context, result }: Generics): TypeStatement {
  return {
    kind: "type",
    name: names.handlers,
    typeParameters: [`${context} = void`, `${result} = void`],
    type: `{\n  readonly [Name in keyof ${names.map}]: (event: ${names.map}[Name], context: ${context}) => ${result};\n}`,
    docs: [`One handler for each {@link ${names.union}}. TypeScript reports an error if a handler is missing.`],
  };
}
