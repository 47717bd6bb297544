import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { median, medianRatio } from "../harness/median.js";
import { settings } from "../harness/settings.js";
import { limitRow, milliseconds, plainRow, times } from "../harness/table.js";
import type { Table } from "../harness/table.js";
import { generate, prepareProject } from "../protocol/prepare.js";

const dispatchStart = /\n\/\*\*[^/]*\*\/\nexport type ServerEventHandlers\b|\nexport type ServerEventHandlers\b/;

/** Measures how much time the dispatcher adds to tsc. */
export function typescriptTable(): Table {
  const project = prepareProject({ name: "tsc-1000", events: 1000, clientShare: 0 });
  generate(project);
  const types = readFileSync(join(project.generated, "types.ts"), "utf8");
  const whole = readFileSync(join(project.generated, "server-event.ts"), "utf8");
  const [typesOnly = ""] = whole.split(dispatchStart);
  if (typesOnly.length === whole.length) throw new Error("server-event.ts holds no handlers");
  const plain = writeProgram(join(project.root, "types-only"), types, typesOnly.replace(/^import \{ unreachable \}.*\n/m, ""));
  const dispatching = writeProgram(join(project.root, "types-and-dispatch"), types, whole);
  const rounds = Array.from({ length: settings.isQuick ? 5 : 15 }, () => ({ plain: compile(plain), dispatching: compile(dispatching) }));
  const series = (pick: (run: Compilation) => number): readonly [number[], number[]] => [
    rounds.map((round) => pick(round.dispatching)),
    rounds.map((round) => pick(round.plain)),
  ];
  const cpu = series(({ cpuMs }) => cpuMs);
  const check = series(({ checkMs }) => checkMs);
  return {
    title: "TypeScript: tsc over generated code",
    notes: [
      `TypeScript ${compiler.version}, one thread, strict, noEmit. CPU time of the process with its children; medians of ${rounds.length} rounds.`,
      "1,000 events of one direction. The variant with types only has the same files without the handler map and the dispatcher.",
      "Check time is the part with this name in --extendedDiagnostics, without starting, reading, parsing and binding (wall time).",
    ],
    rows: [
      limitRow(
        "1,000 events, types + dispatch ÷ types only",
        medianRatio(...cpu),
        { must: 1.6, stretch: 1.15 },
        times,
        cpu.map((values) => milliseconds(median(values))).join(" ÷ "),
      ),
      plainRow(
        "1,000 events, check time only, types + dispatch ÷ types only",
        `${times(medianRatio(...check))} (${check.map((values) => milliseconds(median(values))).join(" ÷ ")})`,
      ),
    ],
  };
}

const compiler = findCompiler();

function findCompiler(): { readonly path: string; readonly version: string } {
  const manifestPath = createRequire(import.meta.url).resolve("typescript/package.json");
  const { version, bin } = JSON.parse(readFileSync(manifestPath, "utf8")) as {
    readonly version: string;
    readonly bin: { readonly tsc: string };
  };
  return { path: join(dirname(manifestPath), bin.tsc), version };
}

function writeProgram(folder: string, types: string, serverEvent: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "types.ts"), types);
  writeFileSync(join(folder, "server-event.ts"), serverEvent);
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["types.ts", "server-event.ts"] }));
  return folder;
}

type Compilation = { readonly cpuMs: number; readonly checkMs: number };

/** Measures the compiler by bash, because the compiler is no Node process. */
function compile(folder: string): Compilation {
  const script = 'TIMEFORMAT="cpu %3U %3S"; time "$@"';
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", script, "bash", process.execPath, compiler.path, "-p", folder, "--extendedDiagnostics", "--singleThreaded"],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`tsc -p ${folder} ended with ${status}:\n${stdout}${stderr}`);
  const [, user, system] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(stderr) ?? [];
  return { cpuMs: (Number(user) + Number(system)) * 1000, checkMs: Number(/^Check time:\s+([\d.]+)s/m.exec(stdout)?.[1]) * 1000 };
}
