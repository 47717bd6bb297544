import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Unit tests run the sources; what is built is tested by tests/package and tests/e2e.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^dagwire$/, replacement: source("./generator/index.ts") },
      { find: /^@dagwire\/runtime$/, replacement: source("./runtime/core/index.ts") },
      { find: /^@dagwire\/runtime\/codegen\/v1$/, replacement: source("./runtime/core/contract/v1/index.ts") },
      { find: /^@dagwire\/runtime\/(client|server|lmdb|testing|react)$/, replacement: source("./runtime/$1/index.ts") },
      { find: /^@dagwire\/dag$/, replacement: source("./generated/index.ts") },
    ],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/package/**", "tests/slow/**", "tests/**/*.slow.test.ts"],
    setupFiles: [source("./tests/helpers/strict-throws.ts")],
    testTimeout: 20_000,
    // Loading the sources anew for each file took a minute of processor time. No file changes what another one loads.
    isolate: false,
    // Many tests wait for processes; by default two cores get one worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
