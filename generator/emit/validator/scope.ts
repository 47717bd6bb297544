import type { JsonType, Schema } from "../../schema/schema.js";
import type { FileScope } from "./file-scope.js";
import type { Statement } from "./statement.js";

/** Prints the statements of a schema inside another one. Schemas contain schemas, so the printers of their parts get it handed in. */
export type InsidePrinter = {
  /** Statements for a value of its own, such as a member or an item. */
  readonly value: (scope: Scope, schema: Schema, subject: Subject) => Statement[];
  /** Statements for the value that the outer schema describes too. */
  readonly sameValue: (scope: Scope, schema: Schema, subject: Subject) => Statement[];
};

/** What the printing of one function knows. */
export type Scope = {
  readonly file: FileScope;
  readonly inside: InsidePrinter;
  /** Names of local variables. */
  readonly locals: Set<string>;
};

/** A value that generated code looks at. */
export type Subject = {
  /** The expression that reads it. */
  readonly text: string;
  /** Start of the names that nested functions and constants get. */
  readonly hint: string;
  /** The types that earlier checks leave; TypeScript has narrowed the expression to them. */
  readonly types: ReadonlySet<JsonType> | undefined;
  /**
   * What was compared already: property names, and `""` for the value itself. TypeScript narrows
   * what was compared, and refuses a second comparison with another literal.
   */
  readonly compared: Set<string>;
};

/** A value of which nothing is known. */
export function subjectOf(text: string, hint: string): Subject {
  return { text, hint, types: undefined, compared: new Set() };
}

/** The same value, known to be of one of the types. */
export function narrowed(subject: Subject, types: Iterable<JsonType>): Subject {
  return { ...subject, types: new Set(types) };
}

/** Declares a local variable. */
export function localName(scope: Scope, key: string): string {
  return scope.file.local(key, scope.locals);
}

/** Gives a name back at the end of the block that declared it. */
export function release(scope: Scope, ...names: readonly string[]): void {
  for (const name of names) scope.locals.delete(name);
}
