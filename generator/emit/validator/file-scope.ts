import { Memo } from "../../base/memo.js";
import type { Question, Recorded } from "../../base/memo.js";
import type { FormatMode } from "../../schema/format-kinds.js";
import { pascalCase } from "../../base/pascal-case.js";
import type { ReaderView } from "../../schema/reader-view.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { resolve } from "../../schema/facts.js";
import { literalOf, printLiteral, regexText } from "./literal.js";
import type { Plan } from "./plan.js";

/** The answers about a file's constraints on which a printed text depends. */
export type RuleAnswers = {
  readonly name: (schema: Schema, hint: string) => string;
  readonly reference: (schema: Schema, hint: string) => string;
  readonly useKeyword: (keyword: string) => boolean;
  readonly useFormat: (text: string) => boolean;
};

/** The lines of a text. A text that has not changed since the last run is the same list. */
export type Lines = readonly string[];

/** The names and constraints of a file, about which the printing of a text asks. */
export type FileAnswers = { readonly file: FileScope; readonly rules: RuleAnswers };

/** The options for the checks of a file. */
export type FileOptions = {
  readonly view: ReaderView;
  /** The schemas of the view that get a function and a constraint. */
  readonly plan: Plan;
  /** Returns the declared type name of a schema as written. */
  readonly nameOf: (schema: Schema) => string | undefined;
  readonly formats: FormatMode;
  /** Names that the file exports or imports elsewhere. */
  readonly reserved: Iterable<string>;
  /** A label that distinguishes the file from others of the protocol. */
  readonly label?: string;
  /** False for JavaScript. @default true */
  readonly isTyped?: boolean;
  /** Keeps printed texts for the next run. @default {@link Memo.none} */
  readonly memo?: Memo;
};

/** A function that has to be printed. */
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

  /** Returns a text that only TypeScript has, or "" in a file of JavaScript. */
  typed(text: string): string {
    return this.#isTyped ? text : "";
  }

  /** Prints JSON as an expression. */
  data(value: Json): string {
    return this.#isTyped ? printLiteral(literalOf(value)) : `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
  }

  /**
   * Prints a text of a schema. Returns the text of an earlier run if the file and its constraints give the same answers
   * as then. Asking again changes the file as printing the text would.
   *
   * @param stage The kind of the text. Texts of different stages are kept separately.
   * @param name The name that the text declares.
   */
  printed(stage: string, schema: Schema, name: string, rules: RuleAnswers, print: () => Lines): Lines {
    if (!this.#memo.keeps) return print();
    return this.#memo.replay(`${stage} ${this.#label}`, schema, [name], { file: this, rules }, () => this.#recorded(print));
  }

  /** Prints a text of a schema or an event that depends only on the inputs. */
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

  /** Records a question and its answer, if a text is being recorded. */
  note(question: Question<FileAnswers>): void {
    this.#questions?.push(question);
  }

  /** Returns the name under which the file imports a helper of `@dagwire/runtime/codegen/v1`. */
  helper(name: string): string {
    let local = this.#helpers.get(name);
    if (local === undefined) {
      // If a generated guard has the name of a helper, the helper gets another name.
      const isFree = !this.#reserved.has(name) && (!this.#taken.has(name) || words.split(" ").includes(name));
      local = isFree ? name : this.unique(`${name}Text`);
      this.#taken.add(local);
      this.#helpers.set(name, local);
    }
    this.#questions?.push(({ file }) => file.helper(name) === local);
    return local;
  }

  /** Returns the import specifiers of the used helpers, sorted. */
  imports(used: ReadonlySet<string>): string[] {
    const helpers = [...this.#helpers].filter(([, local]) => used.has(local));
    return helpers.map(([name, local]) => (name === local ? name : `${name} as ${local}`)).toSorted();
  }

  /** Returns true if a schema has a function and a constraint of its own. */
  isPlanned(schema: Schema): boolean {
    const isPlanned = this.#plan.planned.has(resolve(schema));
    this.#questions?.push(({ file }) => file.isPlanned(schema) === isPlanned);
    return isPlanned;
  }

  /** Returns the name of the function that checks a schema. The function is printed later. */
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

  /** Returns the next function that was requested and not yet printed. */
  next(): PendingCheck | undefined {
    return this.#pending.shift();
  }

  /** Returns true if a schema closes a circle of references. */
  isRecursive(schema: Schema): boolean {
    const isRecursive = this.#plan.recursive.has(resolve(schema));
    this.#questions?.push(({ file }) => file.isRecursive(schema) === isRecursive);
    return isRecursive;
  }

  /** Returns the name of the constant that holds a planned schema's constraint. */
  ruleName(schema: Schema, hint: string): string {
    const name = this.check(schema, hint).slice("check".length);
    return this.unique(`${name.charAt(0).toLowerCase()}${name.slice(1)}Rule`);
  }

  /** Returns the beginning of the names of nested schemas. */
  typeName(schema: Schema, hint: string): string {
    return this.#typeName(resolve(schema)) ?? hint;
  }

  /** Returns the constant that holds a compiled pattern. */
  pattern(source: string, hint: string): string {
    return this.constant(regexText(source), `${hint}Pattern`);
  }

  /** Returns a constant of the file. Equal texts share one. */
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

  /** Returns the declarations of the constants so far, by name. */
  constants(): ReadonlyMap<string, Lines> {
    return this.#constantLines;
  }

  /** Returns a name that is not yet used in the file. */
  unique(name: string): string {
    let candidate = name;
    for (let count = 2; this.#taken.has(candidate); count++) candidate = `${name}${count}`;
    this.#taken.add(candidate);
    return candidate;
  }

  /** Returns a name for a local variable. Several functions may use it, but it must not shadow a declaration of the file. */
  local(key: string, inFunction: Set<string>): string {
    const pascal = pascalCase(key);
    const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
    const base = /^[a-z_$][\w$]*$/i.test(camel) ? camel : "member";
    let candidate = base;
    for (let count = 2; inFunction.has(candidate) || this.#isDeclared(candidate); count++) {
      // A later run may find a name free that this function had to avoid.
      if (!inFunction.has(candidate)) this.#isRepeatable = false;
      candidate = `${base}${count}`;
    }
    inFunction.add(candidate);
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
