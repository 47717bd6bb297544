/** Names that generated files declare for themselves. */
const generatedNames: readonly string[] = [
  "ServerEvent",
  "ClientEvent",
  "ServerEventHandlers",
  "ClientEventHandlers",
  "ServerEventName",
  "ClientEventName",
];

/** Globals, and types of the runtime, that generated code refers to; a type of that name would change its meaning. */
const neededNames: readonly string[] = [
  "Array",
  "EventSet",
  "Extract",
  "Guard",
  "Issue",
  "Map",
  "Number",
  "Object",
  "OutOfBandTags",
  "Readonly",
  "ReadonlyArray",
  "ReadonlyMap",
  "ReadonlySet",
  "Record",
  "RegExp",
  "Rules",
  "Set",
  "StateChange",
  "StateDraft",
  "String",
];

const reservedNames: ReadonlySet<string> = new Set([...generatedNames, ...neededNames]);

/** Words of the language; those that TypeScript reserves only for types at the end. */
const words: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in " +
    "instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield " +
    "any bigint boolean never number object string symbol type undefined unknown"
  ).split(" "),
);

/** True for a name that generated files need for something else. */
export function isReservedName(name: string): boolean {
  return reservedNames.has(name);
}

/** True where a type may have the name. */
export function isTypeName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !words.has(name);
}
