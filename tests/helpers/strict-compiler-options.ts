/** The strictest flags under which generated code has to compile. */
export const strictCompilerOptions = {
  target: "es2023",
  module: "nodenext",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  declaration: true,
  skipLibCheck: true,
  types: [],
  outDir: "dist",
  rootDir: ".",
};
