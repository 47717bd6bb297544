/** Names that generated files declare in every protocol. */
const generatedNames =
  "ServerEvent ServerEventHandlers ServerEventMap ServerEventName dispatchServerEvent isServerEvent isTerminal serverEvents " +
  "ClientEvent ClientEventHandlers ClientEventMap ClientEventName dispatchClientEvent isClientEvent clientEvents " +
  "applyServerEvent applyServerEvents conflate conflateServerEvents conflationBarriers conflationKey hasEnded initialState " +
  "explain protocol streamState takeSteps types";

/**
 * Names that generated files import from the runtime. A type with such a name would hide the import. The helpers of
 * validators are not in the list: they are imported under another name if their own is taken.
 */
const importedNames =
  "EventSet Guard Issue OtherValue OutOfBandTags Rule Rules StateChange StateDraft StateReducer StreamState " +
  "conflateEvents conflationKeyOf joinEvents memberOf omit pick unexpected unreachable valueAt";

/** Globals that generated code uses. A type with such a name would hide the global. */
const globalNames =
  "Array Extract Infinity Iterable Map Number Object Readonly ReadonlyArray ReadonlyMap ReadonlySet Record RegExp Set String";

const reservedNames: ReadonlySet<string> = new Set([generatedNames, importedNames, globalNames].flatMap((names) => names.split(" ")));

/** Keywords of JavaScript. The last ones are reserved only for types of TypeScript. */
const words: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in " +
    "instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield " +
    "any bigint boolean never number object string symbol type undefined unknown"
  ).split(" "),
);

/** Matches the names of guards and steps, which contain the name of their type. */
const derivedName = /^(?:is|take)\p{Lu}/u;

/** Returns true for a name that generated files use for another purpose. */
export function isReservedName(name: string): boolean {
  return reservedNames.has(name) || derivedName.test(name);
}

/** Returns true if a type may have the name. */
export function isTypeName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !words.has(name);
}
