/** A top-level statement as plain data; its text is made by ts-morph. */
export type Statement = TypeStatement | FunctionStatement | ConstStatement | ModuleStatement;

/** `export type Name<Parameters> = …;` */
export type TypeStatement = {
  readonly kind: "type";
  readonly name: string;
  readonly typeParameters?: readonly string[];
  /** In its final layout, for a statement that begins in the first column. */
  readonly type: string;
  /** Lines of its TSDoc. */
  readonly docs: readonly string[];
};

/** `export function name<Parameters>(…): … { … }` */
export type FunctionStatement = {
  readonly kind: "function";
  /** True for a function that other files do not see. */
  readonly isPrivate?: true;
  readonly name: string;
  readonly typeParameters: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returnType: string;
  /** Indented as if it stood in the first column. */
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
  /** Relative to the output folder. */
  readonly path: string;
  /** Imports and re-exports; those without names are left out. */
  readonly modules: readonly ModuleStatement[];
  readonly statements: readonly Statement[];
};

/** A file in its final text. */
export type GeneratedFile = { readonly path: string; readonly text: string };
