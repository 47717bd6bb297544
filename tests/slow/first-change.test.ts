import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { editJson, makeFirstChange } from "../helpers/first-change.js";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { repository } from "../helpers/run-cli.js";

type Ended = { readonly command: string; readonly code: number | null; readonly text: string };

function run(folder: string, command: string): Ended {
  const identity = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b.c", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b.c" };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      ...identity,
      CI: "true",
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
      npm_config_fund: "false",
    },
  });
  return { command, code: status, text: stdout + stderr };
}

function must(folder: string, command: string): string {
  const { code, text } = run(folder, command);
  expect(code, `${command}\n${text}`).toBe(0);
  return text;
}

/** Packs a package as npm would publish it. */
function pack(work: string, name: string): string {
  const packed = must(join(repository, name), `npm pack --silent --pack-destination "${work}"`);
  return join("..", basename(packed.trim().split("\n").at(-1) ?? ""));
}

/** Runs the commands of the workflow in order, on a clone with all its history, as the checkout of the workflow makes it. */
function runWorkflow(work: string, name: string): Ended[] {
  const clone = join(work, name);
  must(work, `git clone --quiet project "${name}"`);
  const workflow = readFileSync(join(clone, ".github/workflows/dagwire.yml"), "utf8");
  expect(workflow).toContain("fetch-depth: 0");
  const commands = [...workflow.matchAll(/^ *- run: (.*)$/gm)].map(([, command = ""]) => command);
  expect(commands).toEqual(["npm ci", "npx dagwire generate --check", "npx dagwire check --format github"]);
  const steps = commands.map((command) => run(clone, command));
  rmSync(clone, { recursive: true, force: true });
  return steps;
}

const failed = (steps: readonly Ended[]): readonly Ended[] => steps.filter(({ code }) => code !== 0);

function commit(folder: string, message: string): void {
  must(folder, `git add --all && git commit --quiet --message "${message}"`);
}

/** Makes an empty folder and follows the README in it, up to the first change. */
function begin(work: string): string {
  const folder = join(work, "project");
  mkdirSync(folder);
  // The runtime is installed first, because no registry has the version that the generator depends on.
  must(folder, `npm install "${pack(work, "runtime")}" ws && npm install --save-dev "${pack(work, "generator")}"`);
  must(folder, "npx dagwire init && npx dagwire generate");
  writeFileSync(join(folder, ".gitignore"), "node_modules\n");
  must(folder, "git init --quiet --initial-branch main");
  commit(folder, "Begin");
  return folder;
}

test("the README's first change passes the workflow that init writes, before and after a release", { timeout: 600_000 }, () => {
  const work = temporaryFolder();
  const folder = begin(work);
  expect(failed(runWorkflow(work, "at-first"))).toEqual([]);

  makeFirstChange(folder);
  must(folder, "npx dagwire generate");
  commit(folder, "First change");
  const changed = runWorkflow(work, "changed");
  expect(failed(changed)).toEqual([]);
  expect(changed.at(-1)?.text).toContain("against git:HEAD~1");
  expect(changed.at(-1)?.text).not.toMatch(/::(error|warning)/);

  must(folder, "git tag v0.1.0 HEAD~1");
  const released = runWorkflow(work, "released");
  expect(failed(released)).toEqual([]);
  expect(released.at(-1)?.text).toContain("against git:v0.1.0");

  // The README says that a new value of the open enum passes.
  const values = ["pending", "running", "done", "failed", "skipped"];
  const setState = (state: object): void => {
    editJson(join(folder, "schema/server/task_state.schema.json"), (json) => {
      const properties = json["properties"] as object;
      return { ...json, properties: { ...properties, state } };
    });
    must(folder, "npx dagwire generate");
  };
  setState({ "x-open": true, anyOf: [{ enum: values }, { type: "string", maxLength: 64 }] });
  commit(folder, "A new value");
  expect(failed(runWorkflow(work, "grown"))).toEqual([]);

  // The workflow must not pass every change: the README says that a new value of a closed enum fails.
  setState({ enum: values });
  commit(folder, "A closed enum");
  must(folder, "git tag v0.1.1");
  setState({ enum: [...values, "waiting"] });
  commit(folder, "Another value");
  const refused = failed(runWorkflow(work, "refused"));
  expect(refused.map(({ command, code }) => [command, code])).toEqual([["npx dagwire check --format github", 1]]);
  expect(refused[0]?.text).toContain("SERVER_ENUM_VALUE_ADDED");
});
