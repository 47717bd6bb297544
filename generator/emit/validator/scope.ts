import type { JsonType, Schema } from "../../schema/schema.js";
import type { FileScope } from "./file-scope.js";
import type { LocalNames } from "./local-names.js";
import type { Statement } from "./statement.js";

/**
 * The functions that return statements for a schema inside another schema. They are passed as a parameter, because the
 * modules that print the parts of a schema would otherwise import one another in a circle.
 */
export type InsidePrinter = {
  /** Returns the statements for a schema that applies to another value than the outer schema, such as a member or an item. */
  readonly value: (scope: Scope, schema: Schema, subject: Subject) => Statement[];
  /** Returns the statements for a schema that applies to the same value as the outer schema. */
  readonly sameValue: (scope: Scope, schema: Schema, subject: Subject) => Statement[];
};

/** The objects that are needed to print one check function. */
export type Scope = {
  readonly file: FileScope;
  readonly inside: InsidePrinter;
  /** The names of the function's local variables. */
  readonly locals: LocalNames;
};

/** The value that a piece of generated code checks. */
export type Subject = {
  /** The code of the expression that reads the checked value. */
  readonly text: string;
  /** The text with which the names of functions and constants for the parts of the value begin. */
  readonly hint: string;
  /** The JSON types to which TypeScript has narrowed the expression by earlier conditions; `undefined` for no narrowing. */
  readonly types: ReadonlySet<JsonType> | undefined;
};

/** Returns a {@link Subject} for an expression whose type is unknown. */
export function subjectOf(text: string, hint: string): Subject {
  return { text, hint, types: undefined };
}

/** Returns a {@link Subject} for the same value, after TypeScript has narrowed the value to the given types. */
export function narrowed(subject: Subject, types: Iterable<JsonType>): Subject {
  return { ...subject, types: new Set(types) };
}

/** Returns a name for a new local variable of the function, and reserves the name. */
export function localName(scope: Scope, key: string): string {
  return scope.file.local(key, scope.locals);
}

/** Allows later variables to have the given names. Call it at the end of the block that declares the variables. */
export function release(scope: Scope, ...names: readonly string[]): void {
  for (const name of names) scope.locals.delete(name);
}
