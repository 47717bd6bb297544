import { resolve } from "node:path";
import { inspect } from "node:util";
import { BaseSequencer, createVitest } from "vitest/node";
import type { TestModule, TestRunResult, TestSpecification, Vitest } from "vitest/node";
import type { FileRun, HostOptions, HostReply, HostRequest } from "./host-messages.js";

/** Runs test files in the order of a request. */
class InGivenOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files);
  }
}

/** Starts vitest in the current folder. Sources are read anew only if a request names them. */
function startVitest({ isolate, setup, bail }: HostOptions): Promise<Vitest> {
  return createVitest(
    "test",
    {
      watch: false,
      isolate,
      bail,
      fileParallelism: false,
      testTimeout: 60_000,
      maxWorkers: 1,
      reporters: [{}],
      cache: false,
      ...(setup === undefined ? {} : { setupFiles: [resolve(setup)] }),
      sequence: { sequencer: InGivenOrder },
    },
    {},
    {},
  );
}

async function answer(vitest: Vitest, request: HostRequest): Promise<HostReply> {
  for (const path of request.changed) vitest.invalidateFile(resolve(path));
  if (request.kind === "list") {
    const specifications = await vitest.globTestSpecifications([...request.filters]);
    return { kind: "files", files: specifications.map(({ moduleId }) => moduleId) };
  }
  const project = vitest.getRootProject();
  const specifications = request.files.map(({ file, tests }) =>
    project.createSpecification(file, tests === undefined ? undefined : { testIds: [...tests] }),
  );
  vitest.state.filesMap.clear();
  return { kind: "run", ...summaryOf(await vitest.runTestSpecifications(specifications)) };
}

function summaryOf({ testModules, unhandledErrors }: TestRunResult): {
  readonly files: readonly FileRun[];
  readonly errors: readonly string[];
} {
  return { files: testModules.map(fileRun), errors: unhandledErrors.map((error) => inspect(error)) };
}

function fileRun(module: TestModule): FileRun {
  const { collectDuration, prepareDuration, environmentSetupDuration, duration } = module.diagnostic();
  const tests = [...module.children.allTests()];
  return {
    file: module.moduleId,
    isOk: module.ok(),
    loadMs: collectDuration + prepareDuration + environmentSetupDuration,
    runMs: duration,
    failures: [
      ...module.errors().map(({ message }) => message),
      ...tests.filter((test) => test.result().state === "failed").map((test) => `${test.fullName}: ${test.result().errors?.[0]?.message}`),
    ],
    tests: tests.map((test) => ({ id: test.id, ms: test.diagnostic()?.duration ?? 0 })),
  };
}

const options = JSON.parse(process.argv[2] ?? "") as HostOptions;
const vitest = await startVitest(options);
process.on("message", (request: HostRequest) => {
  void answer(vitest, request).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ kind: "failure", message: inspect(error) } satisfies HostReply),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({ kind: "ready" } satisfies HostReply);
