import { expect, test } from "vitest";
import { seedOf } from "../helpers/seed.js";
import { Random } from "./random.js";
import { brokenTextLaws, conflatePieces, randomPieces, randomSettings } from "./text-laws.js";

const seed = seedOf("FUZZ_SEED");
const sequences = Number(process.env["FUZZ_TEXTS"] ?? 3_000);

test(`the laws of texts hold (FUZZ_SEED=${seed} FUZZ_TEXTS=${sequences})`, { timeout: 3_600_000 }, () => {
  const tally = { pieces: 0, joined: 0 };
  for (let index = 0; index < sequences; index += 1) {
    const random = new Random(seed + index);
    const settings = randomSettings(random);
    const pieces = randomPieces(random, settings);
    const broken = brokenTextLaws(pieces, settings, random);
    if (broken.length > 0)
      expect.fail(`FUZZ_SEED=${seed + index} FUZZ_TEXTS=1: ${broken.join("\n")}\nafter ${JSON.stringify([settings, pieces])}`);
    tally.pieces += pieces.length;
    tally.joined += pieces.length - conflatePieces(pieces, settings).length;
  }
  console.log(`seed ${seed}: ${sequences} sequences of ${tally.pieces} pieces, ${tally.joined} of them conflated away`);
  expect(tally.joined).toBeGreaterThan(tally.pieces / 20);
});
