/** A top-level statement as plain data, which ts-morph prints. */
export type Statement = TypeStatement | FunctionStatement | ConstStatement | ModuleStatement;

/** `export type Name<Parameters> = …;` */
export type TypeStatement = {
  readonly kind: "type";
  readonly name: string;
  readonly typeParameters?: readonly string[];
  /** The type in its final layout, for a statement that begins in the first column. */
  readonly type: string;
  /** The lines of the TSDoc. */
  readonly docs: readonly string[];
};

/** `export function name<Parameters>(…): … { … }` */
export type FunctionStatement = {
  readonly kind: "function";
  /** True for a function that is not exported. */
  readonly isPrivate?: true;
  readonly name: string;
  readonly typeParameters: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returnType: string;
  /** The body, indented for a function that begins in the first column. */
  readonly body: string;
  readonly docs: readonly string[];
};

/** `export const name: Type = …;` */
export type ConstStatement = {
  readonly kind: "const";
  readonly name: string;
  readonly type?: string;
  readonly initializer: string;
  readonly docs: readonly string[];
};

/** `import { … } from "…";` or `export { … } from "…";` */
export type ModuleStatement = {
  readonly kind: "import" | "reexport";
  readonly names: readonly string[];
  readonly from: string;
  readonly isTypeOnly: boolean;
};

/** One generated file before it is printed. */
export type SourceFile = {
  /** The path relative to the output folder. */
  readonly path: string;
  /** Imports and re-exports. Those without names are not printed. */
  readonly modules: readonly ModuleStatement[];
  readonly statements: readonly Statement[];
};

/** The final text of a file. */
export type GeneratedFile = { readonly path: string; readonly text: string };
