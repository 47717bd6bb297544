import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ts } from "ts-morph";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./protocol-folder.js";
import { repository } from "./run-cli.js";

/** A code block of a document in TypeScript, and the text that the document says it prints. */
export type CodeBlock = {
  readonly document: string;
  readonly index: number;
  readonly code: string;
  readonly prints: string | undefined;
  /** True if the block asks what an editor shows for a name. */
  readonly isHover: boolean;
};

/** Reads the code blocks of a document in their order. */
export function codeBlocksOf(document: string): readonly CodeBlock[] {
  const text = readFileSync(join(repository, document), "utf8");
  return [...text.matchAll(/^```tsx?\n(.*?)^```\n(?:\n[^\n]*:\n\n```(?:text|html)\n(.*?)```)?/gms)].map(([, code = "", prints], index) => ({
    document,
    index,
    code,
    prints,
    isHover: code.includes("^?"),
  }));
}

/** Takes a process's output while it runs. */
export type Program = { readonly child: ChildProcess; readonly output: () => string; readonly ended: Promise<number | null> };

/** Runs TypeScript code as a program in a folder inside the repository, where the packages are found. */
export function runCode(name: string, code: string): Program {
  const folder = join(repository, ".dagwire/documents");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mjs`);
  const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, jsx: ts.JsxEmit.ReactJSX };
  writeFileSync(file, ts.transpileModule(code, { compilerOptions: options, fileName: `${name}.tsx` }).outputText);
  const child = spawn(process.execPath, ["--unhandled-rejections=strict", file], { cwd: temporaryFolder() });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => void child.once("close", resolve));
  return { child, output: () => output, ended };
}

/** Finds a port of this machine that no process listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
