import { Memo } from "../../base/memo.js";
import type { Question, Recorded } from "../../base/memo.js";
import type { FormatMode } from "../../schema/format-kinds.js";
import { pascalCase } from "../../base/pascal-case.js";
import type { ReaderView } from "../../schema/reader-view.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { resolve } from "../../schema/facts.js";
import { literalOf, printLiteral, regexText } from "./literal.js";
import type { LocalNames } from "./local-names.js";
import { numbered } from "./local-names.js";
import type { Plan } from "./plan.js";

/**
 * The methods of {@link RuleTable} that the code of a constraint calls while it is printed. The next run repeats the
 * calls and compares their results.
 */
export type RuleAnswers = {
  readonly name: (schema: Schema, hint: string) => string;
  readonly reference: (schema: Schema, hint: string) => string;
  readonly useKeyword: (keyword: string) => boolean;
  readonly useFormat: (text: string) => boolean;
};

/** The lines of a printed piece of code. If the piece has not changed since the last run, it is the same list object. */
export type Lines = readonly string[];

/** The objects that a printed piece of code depends on: the names of its file, and the constraints of its file. */
export type FileAnswers = { readonly file: FileScope; readonly rules: RuleAnswers };

/** The options for the validators of one generated file. */
export type FileOptions = {
  readonly view: ReaderView;
  /** The schemas that get a check function and a constraint of their own. They are schemas of `view`. */
  readonly plan: Plan;
  /** Returns the name of a schema's declared type. The schema is one from a file, not one of `view`. */
  readonly nameOf: (schema: Schema) => string | undefined;
  readonly formats: FormatMode;
  /** Names that the check functions and constants must not have, because other code of the file exports or imports them. */
  readonly reserved: Iterable<string>;
  /** A text that is different for each generated file of the protocol. */
  readonly label?: string;
  /** True to print TypeScript, false to print JavaScript. @default true */
  readonly isTyped?: boolean;
  /** Keeps printed code for the next run. @default {@link Memo.none} */
  readonly memo?: Memo;
};

/** A check function that was requested and is not printed yet. */
export type PendingCheck = { readonly name: string; readonly schema: Schema };

// Names that a local variable would shadow, or that a variable cannot have.
const words =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null of package private protected public return static super switch this throw true try typeof undefined value var void while with yield " +
  "byProperty byTags countKeys createEventSet createExplain equals explain hasMoreKeys hasOwnProto hasUniqueItems isMultipleOf isRecord isLongerThan isShorterThan memberOf own";

/** The names, imports, constants and functions of one generated file. */
export class FileScope {
  readonly view: ReaderView;
  readonly formats: FormatMode;
  readonly #memo: Memo;
  readonly #label: string;
  readonly #isTyped: boolean;
  #questions: Question<FileAnswers>[] | undefined;
  #isRepeatable = true;
  readonly #plan: Plan;
  readonly #nameOf: (schema: Schema) => string | undefined;
  readonly #taken: Set<string>;
  /** For each name that was asked for, the number of its last use. So the search for a free number does not begin anew. */
  readonly #counts = new Map<string, number>();
  readonly #reserved: ReadonlySet<string>;
  readonly #helpers = new Map<string, string>();
  readonly #checks = new Map<Schema, string>();
  readonly #pending: PendingCheck[] = [];
  readonly #constants = new Map<string, string>();
  readonly #constantLines = new Map<string, Lines>();

  constructor(options: FileOptions) {
    this.view = options.view;
    this.formats = options.formats;
    this.#memo = options.memo ?? Memo.none;
    this.#label = options.label ?? "";
    this.#isTyped = options.isTyped ?? true;
    this.#plan = options.plan;
    this.#nameOf = options.nameOf;
    this.#reserved = new Set(options.reserved);
    this.#taken = new Set([...words.split(" "), ...this.#reserved]);
  }

  /** Returns `text`, a type annotation, if the file is TypeScript; an empty text if it is JavaScript. */
  typed(text: string): string {
    return this.#isTyped ? text : "";
  }

  /** Prints a JSON value as an expression. */
  data(value: Json): string {
    return this.#isTyped ? printLiteral(literalOf(value)) : `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
  }

  /**
   * Prints a declaration for a schema, or returns its code from the last run. While the code is printed, it requests names,
   * imports and constraints. The next run repeats these requests. It reuses the code if all results are the same.
   *
   * @param stage The kind of the declaration, such as "check". Declarations of different kinds are kept separately.
   * @param name The name that is declared.
   */
  printed(stage: string, schema: Schema, name: string, rules: RuleAnswers, print: () => Lines): Lines {
    if (!this.#memo.keeps) return print();
    return this.#memo.replay(`${stage} ${this.#label}`, schema, [name], { file: this, rules }, () => this.#recorded(print));
  }

  /** Prints code for a schema or an event, or returns the code of the last run. The code depends on nothing but `key` and `inputs`. */
  kept(stage: string, key: object, inputs: readonly string[], print: () => Lines): Lines {
    return this.#memo.get(`${stage} ${this.#label}`, key, inputs, print);
  }

  #recorded(print: () => Lines): Recorded<FileAnswers, Lines> {
    const questions: Question<FileAnswers>[] = [];
    this.#questions = questions;
    this.#isRepeatable = true;
    const value = print();
    this.#questions = undefined;
    return { value, questions: this.#isRepeatable ? questions : undefined };
  }

  /** Records a request, with its result, that the code now being printed has made. Does nothing if no code is being printed. */
  note(question: Question<FileAnswers>): void {
    this.#questions?.push(question);
  }

  /** Returns the name under which the file imports a function of `@dagwire/runtime/codegen/v1`. */
  helper(name: string): string {
    let local = this.#helpers.get(name);
    if (local === undefined) {
      // If a declaration of the file has the name of the imported function, the import gets another name.
      const isFree = !this.#reserved.has(name) && (!this.#taken.has(name) || words.split(" ").includes(name));
      local = isFree ? name : this.unique(`${name}Text`);
      this.#taken.add(local);
      this.#helpers.set(name, local);
    }
    this.#questions?.push(({ file }) => file.helper(name) === local);
    return local;
  }

  /**
   * Returns what the file imports from the contract, sorted, such as `isRecord` or `own as own2`.
   *
   * @param used the words that occur in the file.
   */
  imports(used: ReadonlySet<string>): string[] {
    const helpers = [...this.#helpers].filter(([, local]) => used.has(local));
    return helpers.map(([name, local]) => (name === local ? name : `${name} as ${local}`)).toSorted();
  }

  /** Returns true if a schema gets a check function and a constraint of its own. */
  isPlanned(schema: Schema): boolean {
    const isPlanned = this.#plan.planned.has(resolve(schema));
    this.#questions?.push(({ file }) => file.isPlanned(schema) === isPlanned);
    return isPlanned;
  }

  /**
   * Returns the name of the check function of a schema, which is printed later.
   *
   * @param hint a name for a schema without a declared type.
   */
  check(schema: Schema, hint: string): string {
    const target = resolve(schema);
    let name = this.#checks.get(target);
    if (name === undefined) {
      name = this.unique(`check${this.#typeName(target) ?? hint}`);
      this.#checks.set(target, name);
      this.#pending.push({ name, schema: target });
    }
    this.#questions?.push(({ file }) => file.check(target, hint) === name);
    return name;
  }

  /** Returns the next check function that was requested and is not printed yet; `undefined` if there is none. */
  next(): PendingCheck | undefined {
    return this.#pending.shift();
  }

  /** Returns true if a schema contains a reference back to itself, and is the schema at which the circle of references begins. */
  isRecursive(schema: Schema): boolean {
    const isRecursive = this.#plan.recursive.has(resolve(schema));
    this.#questions?.push(({ file }) => file.isRecursive(schema) === isRecursive);
    return isRecursive;
  }

  /** Returns a name for the constant with the constraint of a schema. */
  ruleName(schema: Schema, hint: string): string {
    const name = this.check(schema, hint).slice("check".length);
    return this.unique(`${name.charAt(0).toLowerCase()}${name.slice(1)}Rule`);
  }

  /**
   * Returns the name of a schema's declared type, with which the names of its inner functions and constants begin; `hint`
   * if it has none.
   */
  typeName(schema: Schema, hint: string): string {
    return this.#typeName(resolve(schema)) ?? hint;
  }

  /** Returns the name of the constant with a compiled regular expression. */
  pattern(source: string, hint: string): string {
    return this.constant(regexText(source), `${hint}Pattern`);
  }

  /** Returns the name of a constant whose value is the expression `text`. Each expression has only one constant in the file. */
  constant(text: string, hint: string, type = ""): string {
    let name = this.#constants.get(text);
    if (name === undefined) {
      name = this.unique(hint.charAt(0).toLowerCase() + hint.slice(1));
      this.#constants.set(text, name);
      this.#constantLines.set(name, [`const ${name}${this.typed(type)} = ${text};`]);
    }
    this.#questions?.push(({ file }) => file.constant(text, hint, type) === name);
    return name;
  }

  /** Returns the declarations of the constants that were requested so far, by name. */
  constants(): ReadonlyMap<string, Lines> {
    return this.#constantLines;
  }

  /** Returns a name that no declaration of the file has: `name`, or `name` with a number. Reserves it. */
  unique(name: string): string {
    let count = this.#counts.get(name) ?? 1;
    let candidate = count === 1 ? name : `${name}${count}`;
    while (this.#taken.has(candidate)) candidate = `${name}${++count}`;
    this.#counts.set(name, count);
    this.#taken.add(candidate);
    return candidate;
  }

  /**
   * Returns a name for a local variable. Variables of several functions may have the same name, but no declaration of the
   * file may have it.
   */
  local(key: string, inFunction: LocalNames): string {
    const pascal = pascalCase(key);
    const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
    const base = /^[a-z_$][\w$]*$/i.test(camel) ? camel : "member";
    let count = inFunction.firstFree(base);
    let candidate = numbered(base, count);
    while (inFunction.has(candidate) || this.#isDeclared(candidate)) {
      // In a later run the avoided name may be free. Then the code would differ, so it is not kept.
      if (!inFunction.has(candidate)) this.#isRepeatable = false;
      candidate = numbered(base, ++count);
    }
    inFunction.add(candidate, base, count);
    this.#takeLocal(candidate);
    this.#questions?.push(({ file }) => file.#takeLocal(candidate));
    return candidate;
  }

  #isDeclared(name: string): boolean {
    return this.#taken.has(name) && !this.#locals.has(name);
  }

  #takeLocal(name: string): boolean {
    if (this.#isDeclared(name)) return false;
    this.#locals.add(name);
    this.#taken.add(name);
    return true;
  }

  readonly #locals = new Set<string>();

  #typeName(target: Schema): string | undefined {
    return this.#nameOf(this.view.written(target));
  }
}
