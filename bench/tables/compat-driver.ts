import { Ajv2020 } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import { createSubsetChecker, readJsonSchema } from "dagwire";
import { bundleProtocol, serverSchema } from "../protocol/bundle.js";
import { evolve } from "../protocol/evolve.js";

/**
 * Runs as its own process: `node compat-driver.js FOLDER SHARE ROUNDS` compares a protocol with a next version in which
 * SHARE of the definitions changed. For each round it prints three CPU times in ms: of reading both versions, of deciding
 * both ways, and of ajv compiling both. A single round is a cold start without ajv.
 */
const [folder = "", share = "", rounds = "1"] = process.argv.slice(2);
const old = serverSchema(bundleProtocol(folder));
const next = evolve(old, Number(share));

const samples = { reading: [] as number[], deciding: [] as number[], ajv: [] as number[] };
for (let round = 0; round < Number(rounds); round++) {
  const read = timed(() => [old, next].map((schema) => readJsonSchema("schema", schema)));
  samples.reading.push(read.cpuMs);
  samples.deciding.push(timed(() => decide(read.result)).cpuMs);
  if (Number(rounds) > 1) samples.ajv.push(timed(compileBoth).cpuMs);
}
process.stdout.write(JSON.stringify({ ...samples, peakMb: process.resourceUsage().maxRSS / 1024 }));

function decide([a, b]: readonly ReturnType<typeof readJsonSchema>[]): void {
  if (a === undefined || b === undefined || "reason" in a || "reason" in b) throw new Error("the schemas cannot be read");
  const checker = createSubsetChecker();
  const answers = [checker.isSubset(a, b).verdict, checker.isSubset(b, a).verdict];
  if (answers.join() !== "yes,no") throw new Error(`unexpected: ${answers.join()}`);
}

function compileBoth(): void {
  const validator = new Ajv2020({ strict: false, logger: false, discriminator: true });
  formatsPlugin.default(validator);
  for (const schema of [old, next]) if (validator.compile(schema)({})) throw new Error("ajv accepts {}");
}

function timed<Result>(run: () => Result): { readonly result: Result; readonly cpuMs: number } {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1000 };
}
