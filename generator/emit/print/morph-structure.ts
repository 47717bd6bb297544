import type * as Morph from "ts-morph";
import type { ConstStatement, FunctionStatement, ModuleStatement, Statement, TypeStatement } from "./statement.js";

/** The module ts-morph. The caller loads it and passes it in, because loading takes longer than many runs of the generator. */
export type MorphModule = typeof Morph;

/** Converts a statement into the structure from which ts-morph prints it. */
export function morphStructure(statement: Statement, morph: MorphModule): Morph.StatementStructures {
  switch (statement.kind) {
    case "type":
      return typeStructure(statement, morph);
    case "function":
      return functionStructure(statement, morph);
    case "const":
      return constStructure(statement, morph);
    default:
      return moduleStructure(statement, morph);
  }
}

function typeStructure(
  { name, type, typeParameters = [], docs }: TypeStatement,
  { StructureKind }: MorphModule,
): Morph.TypeAliasDeclarationStructure {
  return { kind: StructureKind.TypeAlias, isExported: true, name, typeParameters: [...typeParameters], type, docs: docsOf(docs) };
}

function functionStructure(statement: FunctionStatement, { StructureKind }: MorphModule): Morph.FunctionDeclarationStructure {
  const { name, isPrivate = false, typeParameters, parameters, returnType, body, docs } = statement;
  return {
    kind: StructureKind.Function,
    isExported: !isPrivate,
    name,
    typeParameters: [...typeParameters],
    parameters: [...parameters],
    returnType,
    statements: body,
    docs: docsOf(docs),
  };
}

function constStructure(
  { name, type, initializer, docs }: ConstStatement,
  { StructureKind, VariableDeclarationKind }: MorphModule,
): Morph.VariableStatementStructure {
  const declaration = { name, initializer, ...(type !== undefined && { type }) };
  return {
    kind: StructureKind.VariableStatement,
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [declaration],
    docs: docsOf(docs),
  };
}

function moduleStructure({ kind, names, from, isTypeOnly }: ModuleStatement, { StructureKind }: MorphModule): Morph.StatementStructures {
  const sorted = names.toSorted();
  if (kind === "import") return { kind: StructureKind.ImportDeclaration, isTypeOnly, namedImports: sorted, moduleSpecifier: from };
  return { kind: StructureKind.ExportDeclaration, isTypeOnly, namedExports: sorted, moduleSpecifier: from };
}

function docsOf(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.join("\n")];
}
