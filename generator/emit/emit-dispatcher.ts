import { hasOutOfBandTags, printEventSwitch } from "./event-switch.js";
import type { EventSwitch } from "./event-switch.js";
import type { FunctionStatement } from "./print/statement.js";
import type { SideNames } from "../model/generated-names.js";
import { propertyAccess } from "../types/print-type.js";

/** The names of the type parameters of the type of handlers: the context that handlers get, and the result that they return. */
export type Generics = { readonly context: string; readonly result: string };

/** Returns `Context` and `Result`, or other names if the protocol has types of these names. */
export function genericsFor(declared: ReadonlySet<string>): Generics {
  const free = (name: string): string => (declared.has(name) ? free(`Handler${name}`) : name);
  return { context: free("Context"), result: free("Result") };
}

/** Returns the dispatcher of one direction: a function that calls the handler of an event. Its switch has a case for every event. */
export function dispatcherStatement(
  { events, discriminators, types }: Pick<EventSwitch, "events" | "discriminators" | "types">,
  names: SideNames,
  generics: Generics,
): FunctionStatement {
  const { context, result } = generics;
  const parameters = [
    { name: "event", type: names.union },
    { name: "handlers", type: `${names.handlers}<${context}, ${result}>` },
    { name: "context", type: context },
    ...(hasOutOfBandTags(events) ? [{ name: "tags", type: "OutOfBandTags" }] : []),
  ];
  const body = printEventSwitch({
    events,
    discriminators,
    types,
    statements: ({ name }, expression, margin) => `${margin}return handlers${propertyAccess(name)}(${expression}, context);`,
  });
  const docs = ["Calls the handler for the event's type. Pass only events that passed validation."];
  return { kind: "function", name: names.dispatch, typeParameters: [context, result], parameters, returnType: result, body, docs };
}
