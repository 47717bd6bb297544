import { execFileSync } from "node:child_process";

/**
 * Returns the seed of a random test: the value of the environment variable, or a random seed if the value is `random`.
 * By default the seed depends on the committed tree. So each commit tries other inputs, and gets the same verdict
 * wherever it is tested.
 */
export function seedOf(variable: "FUZZ_SEED" | "SIMULATION_SEED"): number {
  const given = process.env[variable];
  if (given === "random") return Date.now() % 1_000_000_000;
  return given === undefined || given === "" ? seedOfTree() : Number(given);
}

function seedOfTree(): number {
  try {
    const tree = execFileSync("git", ["rev-parse", "HEAD^{tree}"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return Number.parseInt(tree.slice(0, 7), 16);
  } catch {
    return 1; // An unpacked archive has no commit.
  }
}
