import { importedNames } from "./imported-names.js";

/** Names that generated files declare in every protocol. */
const generatedNames =
  "ServerEvent ServerEventHandlers ServerEventMap ServerEventName dispatchServerEvent isServerEvent isTerminal serverEvents " +
  "ClientEvent ClientEventHandlers ClientEventMap ClientEventName dispatchClientEvent isClientEvent clientEvents " +
  "applyServerEvent applyServerEvents conflate conflateServerEvents conflationBarriers conflationKey cutCharacter hasEnded " +
  "explain initialState pageState protocol streamState takeSteps textPieceOf types";

/** Globals that generated code uses. A type with such a name would hide the global. */
const globalNames =
  "Array Extract Infinity Iterable Map Number Object Readonly ReadonlyArray ReadonlyMap ReadonlySet Record RegExp Set String";

const reservedNames: ReadonlySet<string> = new Set([
  ...[generatedNames, globalNames].flatMap((names) => names.split(" ")),
  // A type with the name of an import would hide the import.
  ...Object.values(importedNames).flatMap((lists) => Object.values<readonly string[]>(lists).flat()),
]);

/** Words that cannot be names: the keywords of JavaScript, and from `any` on the types that TypeScript has built in. */
const words: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in " +
    "instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield " +
    "any bigint boolean never number object string symbol type undefined unknown"
  ).split(" "),
);

/**
 * Matches names that generated functions may have: `isNode` is the guard of the type `Node`, and `takeNode` applies its
 * steps to the state.
 */
const derivedName = /^(?:is|take)\p{Lu}/u;

/** Returns true for a name that no type may have, because generated files use it for something else. */
export function isReservedName(name: string): boolean {
  return reservedNames.has(name) || derivedName.test(name);
}

/** Returns true if TypeScript allows a type of this name. */
export function isTypeName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !words.has(name);
}
