/** Names that generated files declare for themselves, whatever the protocol. */
const generatedNames =
  "ServerEvent ServerEventHandlers ServerEventMap ServerEventName dispatchServerEvent isServerEvent isTerminal serverEvents " +
  "ClientEvent ClientEventHandlers ClientEventMap ClientEventName dispatchClientEvent isClientEvent clientEvents " +
  "applyServerEvent applyServerEvents conflate conflateServerEvents conflationBarriers conflationKey hasEnded initialState " +
  "explain protocol streamState takeSteps types";

/**
 * What generated files import from the runtime; a type of that name would take its place. The helpers of validators
 * are not among these: they are imported under another name where theirs is taken.
 */
const importedNames =
  "EventSet Guard Issue OutOfBandTags Rule Rules StateChange StateDraft StateReducer StreamState " +
  "conflateEvents conflationKeyOf joinEvents memberOf omit pick unexpected unreachable valueAt";

/** Globals that generated code refers to; a type of that name would change its meaning. */
const globalNames =
  "Array Extract Infinity Iterable Map Number Object Readonly ReadonlyArray ReadonlyMap ReadonlySet Record RegExp Set String";

const reservedNames: ReadonlySet<string> = new Set([generatedNames, importedNames, globalNames].flatMap((names) => names.split(" ")));

/** Words of the language; those that TypeScript reserves only for types at the end. */
const words: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in " +
    "instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield " +
    "any bigint boolean never number object string symbol type undefined unknown"
  ).split(" "),
);

/** Guards and steps are named so, after the types that they are for. */
const derivedName = /^(?:is|take)\p{Lu}/u;

/** True for a name that generated files need for something else. */
export function isReservedName(name: string): boolean {
  return reservedNames.has(name) || derivedName.test(name);
}

/** True where a type may have the name. */
export function isTypeName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !words.has(name);
}
