import { defineConfig } from "vitest/config";
import main from "../../vitest.config.js";

// Tests that take over 10 seconds. Many start processes and measure them, so the files run one after another.
export default defineConfig({
  resolve: main.resolve ?? {},
  test: {
    include: ["tests/slow/**/*.test.ts", "tests/**/*.slow.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});
