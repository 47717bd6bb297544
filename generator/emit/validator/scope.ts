import type { JsonType, Schema } from "../../schema/schema.js";
import type { FileScope } from "./file-scope.js";
import type { Statement } from "./statement.js";

/** Prints the statements of a schema inside another one. Schemas contain schemas, so the printers of their parts receive it as a parameter. */
export type InsidePrinter = {
  /** Returns the statements for another value, such as a member or an item. */
  readonly value: (scope: Scope, schema: Schema, subject: Subject) => Statement[];
  /** Returns the statements for the same value as the outer schema. */
  readonly sameValue: (scope: Scope, schema: Schema, subject: Subject) => Statement[];
};

/** The context for printing one function. */
export type Scope = {
  readonly file: FileScope;
  readonly inside: InsidePrinter;
  /** The names of local variables. */
  readonly locals: Set<string>;
};

/** A value that generated code checks. */
export type Subject = {
  /** The expression that reads the value. */
  readonly text: string;
  /** The beginning of the names of nested functions and constants. */
  readonly hint: string;
  /** The types that earlier checks allow, to which TypeScript has narrowed the expression. */
  readonly types: ReadonlySet<JsonType> | undefined;
  /**
   * The names of the properties that were already compared, and `""` for the value itself. TypeScript narrows a compared
   * expression, and refuses a second comparison with another literal.
   */
  readonly compared: Set<string>;
};

/** Returns a value of unknown type. */
export function subjectOf(text: string, hint: string): Subject {
  return { text, hint, types: undefined, compared: new Set() };
}

/** Returns the same value with one of the types. */
export function narrowed(subject: Subject, types: Iterable<JsonType>): Subject {
  return { ...subject, types: new Set(types) };
}

/** Declares a local variable. */
export function localName(scope: Scope, key: string): string {
  return scope.file.local(key, scope.locals);
}

/** Releases a name at the end of the block that declared it. */
export function release(scope: Scope, ...names: readonly string[]): void {
  for (const name of names) scope.locals.delete(name);
}
