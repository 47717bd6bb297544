import { expect, test } from "vitest";
import { seedOf } from "../helpers/seed.js";
import { Random } from "./random.js";
import { brokenTextLaws, conflatePieces, randomPieces, randomSettings } from "./text-laws.js";
import type { Piece } from "./text-laws.js";

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

/** Returns how many of 300 sequences break a law if pieces are conflated in another way. */
function brokenBy(conflate: typeof conflatePieces): number {
  return Array.from({ length: 300 }, (_none, index) => {
    const random = new Random(seed + index);
    const settings = { ...randomSettings(random), most: undefined };
    return brokenTextLaws(randomPieces(random, settings), settings, random, conflate).length > 0 ? 1 : 0;
  }).reduce<number>((sum, one) => sum + one, 0);
}

test.each<[string, typeof conflatePieces]>([
  ["a join over a gap or a correction", (pieces, settings) => conflatePieces(pieces, settings).flatMap(joinedWithAnyNext)],
  [
    "a piece that is left out because its text is there already",
    (pieces) => pieces.filter(({ delta }, index) => pieces[index - 1]?.delta !== delta),
  ],
])("the laws find the bug: %s", (_name, conflate) => {
  expect(brokenBy(conflate)).toBeGreaterThan(0);
});

/** Joins a piece with the next one of the same text, whatever its offset is. */
function joinedWithAnyNext(piece: Piece, index: number, all: readonly Piece[]): Piece[] {
  if (all[index - 1]?.id === piece.id) return [];
  const next = all[index + 1];
  return [next?.id === piece.id ? { ...piece, delta: piece.delta + next.delta } : piece];
}
