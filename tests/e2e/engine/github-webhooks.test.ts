import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ajvJudge, definitionOf, webhookExamples } from "../../fuzz/webhook-judges.js";
import { repository } from "../../helpers/run-cli.js";

const main = path.join(repository, "examples/engine/dist/main.js");

/** Runs the pipeline as `npm start` does, without a user. */
async function runPipeline(): Promise<{ readonly code: number | null; readonly output: string }> {
  const log = mkdtempSync(path.join(os.tmpdir(), "dagwire-webhooks-log-"));
  const pipeline = "examples/engine/pipelines/github-webhooks.json";
  const parameters = ["--port", "0", "--exit", "--approve", "--pipeline", pipeline, "--log", log];
  const child = spawn(process.execPath, [main, ...parameters], { cwd: repository, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  rmSync(log, { recursive: true, force: true });
  return { code, output };
}

/** Payloads that ajv refuses by the published schema, such as `check_run[7]`. */
function refusedByAjv(): string[] {
  const accepts = ajvJudge();
  return webhookExamples.flatMap(({ name, examples }) =>
    examples.flatMap((payload, index) => {
      const definition = definitionOf(name, payload);
      expect(definition, `${name}[${index}] has a schema`).toBeDefined();
      return accepts(definition ?? "", payload) ? [] : [`${name}[${index}]`];
    }),
  );
}

describe.skipIf(!existsSync(main))("the pipeline over GitHub's webhooks", () => {
  let report = "";
  let run: Awaited<ReturnType<typeof runPipeline>>;

  beforeAll(async () => {
    run = await runPipeline();
    report = readFileSync(path.join(repository, "reports/github-webhooks.md"), "utf8");
  }, 180_000);

  test("completes without a user and reports on its own run", () => {
    expect(run.output).toContain("The run is over: completed.");
    expect(run.code).toBe(0);
    const runId = /\/api\/dags\/([\w-]+)\/stream/.exec(run.output)?.[1] ?? "no run";
    expect(report).toContain(`Run ${runId},`);
  });

  test("drafts, lints, generates, type-checks and compares, each with success", () => {
    for (const step of ["Draft a manifest", "Lint the schemas", "Generate code", "Type-check", "Compare verdicts"]) {
      expect(report).toMatch(new RegExp(String.raw`^\| ${step} \| completed \|`, "m"));
    }
  });

  test("judges all 329 payloads: 276 are accepted, 53 do not match their published schemas", () => {
    expect(webhookExamples.flatMap(({ examples }) => examples)).toHaveLength(329);
    expect(report).toContain('{"payloads":329,"accepted":276,"refused":53,"unknown":0}');
    expect(report).toContain('{"payloads":329,"agree":329,"differ":0}');
  });

  test("refuses the payloads that ajv refuses, and names the place", { timeout: 60_000 }, () => {
    const rows = [...report.matchAll(/^\| (\w+\[\d+\]) \| refused \| at (\/\S+): expected .+, got .+ \| \d+ \|$/gm)];
    expect(rows.map(([, payload]) => payload)).toEqual(refusedByAjv());
  });
});
