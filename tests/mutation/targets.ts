/** The test files that run against mutants of a folder of sources. */
export type MutationTarget = { readonly folders: readonly string[]; readonly without: RegExp; readonly tests: readonly string[] };

/** The folders that can be mutated, by the name that `--folder` takes. */
export const mutationTargets: Readonly<Record<string, MutationTarget>> = {
  "runtime/core": {
    folders: ["runtime/core"],
    // Generated files have tests of their own in tests/golden.
    without: /\/(?:dist|frames)\//,
    tests: ["tests/unit/runtime/core", "tests/spec/session", "tests/contract/memory-log.test.ts", "tests/simulation/simulation.test.ts"],
  },
  "runtime/lmdb": {
    folders: ["runtime/lmdb"],
    without: /\/dist\//,
    tests: ["tests/contract/lmdb"],
  },
  "generator/emit": {
    folders: ["generator/emit/validator", "generator/types"],
    without: /\/dist\//,
    tests: ["tests/unit/generator/emit", "tests/unit/generator/types", "tests/golden", "tests/fuzz"],
  },
};
