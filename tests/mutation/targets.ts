/** The test files that run against mutants of a folder of sources. */
export type MutationTarget = {
  readonly folders: readonly string[];
  readonly without: RegExp;
  readonly tests: readonly string[];
  /** Test files that start programs. These load the built files. All of their tests run for a mutant that the other tests let live. */
  readonly programs: readonly string[];
};

/** The folders that can be mutated, by the name that `--folder` takes. */
export const mutationTargets: Readonly<Record<string, MutationTarget>> = {
  "runtime/core": {
    folders: ["runtime/core"],
    // Generated files have tests of their own in tests/golden.
    without: /\/(?:dist|frames)\//,
    tests: [
      ...["appends", "base", "client-steps", "log", "steps"].map((name) => `tests/unit/runtime/core/${name}`),
      // Not the test of the exports: it compiles the sources, and those that report their places have no types.
      ...["classify", "explain", "format", "helpers", "state", "text"].map((name) => `tests/unit/runtime/core/contract/v1/${name}`),
      ...["client", "server", "testing"].map((name) => `tests/unit/runtime/${name}`),
      "tests/spec",
      "tests/contract/memory-log",
      // It runs the checks of all keywords, and the functions that explain refusals.
      "tests/unit/generator/emit/validator/keywords",
      "tests/simulation/simulation",
      ...["validator", "text", "state.fuzz"].map((name) => `tests/fuzz/${name}`),
    ],
    programs: [],
  },
  "runtime/lmdb": {
    folders: ["runtime/lmdb"],
    without: /\/dist\//,
    tests: [
      "tests/unit/runtime/lmdb",
      "tests/contract/lmdb",
      "tests/e2e/lmdb/damaged",
      "tests/e2e/lmdb/log-010",
      "tests/e2e/lmdb/long-gates",
    ],
    programs: ["tests/e2e/lmdb/full-disk", "tests/e2e/lmdb/processes", "tests/e2e/lmdb/shared-with-010"],
  },
  "generator/emit/validator": {
    folders: ["generator/emit/validator"],
    without: /\/dist\//,
    tests: [
      ...["emit", "validate", "schema", "subset"].map((name) => `tests/unit/generator/${name}`),
      // It repeats what the emitter has noted about code that it printed in an earlier run.
      "tests/unit/generator/pipeline/protocol-build",
      "tests/golden",
      "tests/spec/json-schema",
      "tests/fuzz/validator",
      "tests/fuzz/reference-protocol",
    ],
    programs: [],
  },
  "generator/types": {
    folders: ["generator/types"],
    without: /\/dist\//,
    tests: [...["emit", "types", "validate", "scaffold", "lint"].map((name) => `tests/unit/generator/${name}`), "tests/golden"],
    programs: [],
  },
};
