import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ts } from "ts-morph";

/** A name that an `index.ts` exports, and the place of its declaration. */
export type ExportedName = { readonly name: string; readonly file: string; readonly line: number; readonly hasTsDoc: boolean };

/** Finds the declarations of everything that a file exports. Names that come from another package are left out. */
export function exportedNames(root: string, file: string): ExportedName[] {
  const source = parse(root, file);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return isExported(statement) ? declaredNames(source, file, statement) : [];
    const from = statement.moduleSpecifier;
    if (from !== undefined && !(ts.isStringLiteral(from) && from.text.startsWith("."))) return [];
    const target = from === undefined ? file : pathOf(root, file, from.getText(source).slice(1, -1));
    const clause = statement.exportClause;
    if (clause === undefined) return exportedNames(root, target);
    if (ts.isNamespaceExport(clause)) return [{ name: clause.name.text, ...placeOf(source, file, statement) }];
    return clause.elements.flatMap(({ name, propertyName }) =>
      declarationsOf(root, target, (propertyName ?? name).text, from !== undefined).map((found) => ({ ...found, name: name.text })),
    );
  });
}

/** Finds one name in the file that declares it. `mustExport` is false for a name of the same file. */
function declarationsOf(root: string, file: string, name: string, mustExport: boolean): ExportedName[] {
  if (mustExport) return exportedNames(root, file).filter((each) => each.name === name);
  const source = parse(root, file);
  return source.statements.flatMap((statement) => declaredNames(source, file, statement)).filter((each) => each.name === name);
}

function declaredNames(source: ts.SourceFile, file: string, statement: ts.Statement): ExportedName[] {
  const place = placeOf(source, file, statement);
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => ({ name: name.getText(source), ...place }));
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement);
  return isNamed && statement.name !== undefined ? [{ name: statement.name.text, ...place }] : [];
}

function placeOf(source: ts.SourceFile, file: string, statement: ts.Statement): Omit<ExportedName, "name"> {
  const comments = ts.getLeadingCommentRanges(source.text, statement.pos) ?? [];
  const hasTsDoc = comments.some(({ pos }) => source.text.startsWith("/**", pos));
  return { file, line: source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1, hasTsDoc };
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function parse(root: string, file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
}

function pathOf(root: string, file: string, specifier: string): string {
  const stem = join(dirname(file), specifier).replace(/\.js$/, "");
  return ts.sys.fileExists(join(root, `${stem}.ts`)) ? `${stem}.ts` : `${stem}.tsx`;
}
