/** A statement of a generated file as plain data, from which ts-morph prints code. */
export type Statement = TypeStatement | FunctionStatement | ConstStatement | ModuleStatement;

/** The declaration of a type: `export type Name<Parameters> = …;` */
export type TypeStatement = {
  readonly kind: "type";
  readonly name: string;
  readonly typeParameters?: readonly string[];
  /** The code of the type, with line breaks and the indentation that it has in the file. */
  readonly type: string;
  /** The lines of the type's TSDoc. */
  readonly docs: readonly string[];
};

/** The declaration of a function: `export function name<Parameters>(…): … { … }` */
export type FunctionStatement = {
  readonly kind: "function";
  /** True for a function that is not exported. */
  readonly isPrivate?: true;
  readonly name: string;
  readonly typeParameters: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returnType: string;
  /** The code of the body. The statements directly in the body begin in the first column. */
  readonly body: string;
  readonly docs: readonly string[];
};

/** The declaration of a constant: `export const name: Type = …;` */
export type ConstStatement = {
  readonly kind: "const";
  readonly name: string;
  readonly type?: string;
  readonly initializer: string;
  readonly docs: readonly string[];
};

/** An import or a re-export: `import { … } from "…";` or `export { … } from "…";` */
export type ModuleStatement = {
  readonly kind: "import" | "reexport";
  readonly names: readonly string[];
  readonly from: string;
  readonly isTypeOnly: boolean;
};

/** The statements of one generated file, from which its text is printed. */
export type SourceFile = {
  /** The path of the file, relative to the output folder. */
  readonly path: string;
  /** The imports and re-exports of the file. One without names is not printed. */
  readonly modules: readonly ModuleStatement[];
  readonly statements: readonly Statement[];
};

/** The path of a generated file, relative to the output folder, and its whole text. */
export type GeneratedFile = { readonly path: string; readonly text: string };
