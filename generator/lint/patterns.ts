import { createRequire } from "node:module";
import type { Finding } from "../diagnostics/diagnostic.js";
import { groupBy } from "../base/group-by.js";
import type { Schema } from "../schema/schema.js";
import { relaxPattern } from "./bounded-patterns.js";
import type { LintContext } from "./context.js";
import { placeIn, shown } from "./context.js";

type Use = { readonly pattern: string; readonly schema: Schema; readonly tokens: readonly string[]; readonly isBounded: boolean };

/**
 * Finds regular expressions whose time can grow exponentially or polynomially with the length of the text. Analyses
 * each suspect pattern once.
 */
export function lintPatterns({ schemas, memo }: LintContext): Finding[] {
  const uses = groupBy(schemas.flatMap(usesIn), ({ pattern }) => pattern);
  return [...uses]
    .filter(([pattern]) => isSuspect(pattern))
    .flatMap(([pattern, places]) => {
      // The analysis of a long pattern takes seconds, and `--watch` would repeat it after every change of a file.
      const verdict = memo.get("pattern", pattern, [], () => judge(pattern));
      return verdict === undefined ? [] : places.flatMap((use) => findings(use, verdict));
    });
}

function usesIn(schema: Schema): Use[] {
  const { pattern, maxLength, patternProperties } = schema;
  const own = pattern === undefined ? [] : [{ pattern, schema, tokens: ["pattern"], isBounded: maxLength !== undefined }];
  const keys = [...(patternProperties?.keys() ?? [])];
  return [...own, ...keys.map((key) => ({ pattern: key, schema, tokens: ["patternProperties", key], isBounded: false }))];
}

const anchored = 'If the whole text has to match, begin the pattern with "^".';
const unambiguous = "Write the pattern so that each character can be matched in one way only.";

function findings({ pattern, schema, tokens, isBounded }: Use, { kind, attack }: Verdict): Finding[] {
  const isKey = tokens[0] !== "pattern";
  const place = placeIn(schema, tokens, isKey ? "key" : "value");
  if (kind === "exponential" || kind === "bounded") {
    const message =
      kind === "exponential"
        ? `${shown(pattern)} can take exponential time, for example on ${attack}.`
        : `${shown(pattern)} can take more than ${mostWays.toLocaleString("en")} steps on a short text, for example on one like ${attack}.`;
    const hint = `${unambiguous} If you cannot change the schema, set "severity": { "PATTERN_EXPONENTIAL": "warning" } in the config.`;
    return [{ rule: "PATTERN_EXPONENTIAL", place, message, hint }];
  }
  if (isBounded) return [];
  if (kind === "unanchored") {
    const message = `${shown(pattern)} is tried from each character of a text, so the time grows with the square of the length, for example on ${attack}.`;
    return [{ rule: "PATTERN_POLYNOMIAL", place, message, hint: isKey ? anchored : `Add "maxLength" beside the pattern. ${anchored}` }];
  }
  const message = `${shown(pattern)} can take time that grows with a power of the text's length, for example on ${attack}.`;
  const hint = isKey
    ? unambiguous
    : 'Add "maxLength" beside the pattern, or write the pattern so that each character can be matched in one way only.';
  return [{ rule: "PATTERN_POLYNOMIAL", place, message, hint }];
}

type Verdict = {
  /**
   * The growth of the time. `bounded` grows exponentially up to the bounds of the quantifiers. `unanchored` grows with the
   * square of the length, and only because the pattern may begin anywhere.
   */
  readonly kind: "exponential" | "bounded" | "polynomial" | "unanchored";
  readonly attack: string;
};

/** The most ways to match that a pattern with bounded quantifiers may have. An engine tries about 100 million of them a second. */
const mostWays = 10_000_000;

type CheckSync = typeof import("recheck").checkSync;

/**
 * The limits of recheck. They count its work, and no clock stops it, so a pattern has the same findings on each machine.
 * The default limits of recheck are times.
 */
const judgementLimits: NonNullable<Parameters<CheckSync>[2]> = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  attackLimit: 10_000_000,
  maxNFASize: 5000,
  maxInitialGenerationSize: 100,
  maxGenerationSize: 50,
  maxIteration: 5,
};

/**
 * Analyses a pattern with the library recheck. Returns `undefined` if the pattern is safe, or if recheck could not
 * decide within its limits.
 */
function judge(pattern: string): Verdict | undefined {
  // Recheck is loaded on demand: loading takes 100 to 300 ms, and few protocols need it. Its file for browsers needs
  // neither Java nor a worker.
  const { checkSync } = createRequire(import.meta.url)("recheck/lib/browser.js") as { readonly checkSync: CheckSync };
  const found = checkSync(pattern, "u", judgementLimits);
  if (found.status === "vulnerable" && found.complexity.type === "exponential")
    return { kind: "exponential", attack: found.attack.pattern };
  const { relaxed, ways } = relaxPattern(pattern);
  if (ways > mostWays && relaxed !== pattern) {
    const loose = checkSync(relaxed, "u", judgementLimits);
    if (loose.status === "vulnerable" && loose.complexity.type === "exponential") return { kind: "bounded", attack: loose.attack.pattern };
  }
  if (found.status !== "vulnerable") return undefined;
  return { kind: isUnanchored(pattern) ? "unanchored" : "polynomial", attack: found.attack.pattern };
}

/**
 * Returns true if a cheap test cannot exclude that a pattern takes exponential or polynomial time. Such a pattern has
 * two quantifiers without an upper bound, or a repeated group that contains a choice. Another such pattern has one quantifier
 * without an upper bound, more characters after it, and no `^` at its beginning: `a+$`.
 */
export function isSuspect(pattern: string): boolean {
  const plain = plainOf(pattern);
  const unbounded = plain.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  return unbounded > 1 || repeatsChoice(plain) || isUnanchored(pattern);
}

/** Returns true if a pattern without `^` has one quantifier without an upper bound, and must match something after it. */
function isUnanchored(pattern: string): boolean {
  const plain = plainOf(pattern);
  const [, rest] = /^[^|^]*?(?:[*+]|\{\d+,\})\??([^|*+]*)$/.exec(plain) ?? [];
  return rest !== undefined && /[^)]/.test(rest.replaceAll(/.[?]|.\{0?,\d*\}/g, ""));
}

/** Returns a pattern with an `a` for each escape and class, and with plain groups. */
function plainOf(pattern: string): string {
  return pattern
    .replaceAll(/\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|.)/gsu, "a")
    .replaceAll(/\[[^\]]*\]/g, "a")
    .replaceAll(/\(\?[^:)]*[:=!>]/g, "(");
}

/** Returns true if the pattern has a repeated group with an alternative or a quantifier inside. */
function repeatsChoice(plain: string): boolean {
  const open: { hasChoice: boolean }[] = [{ hasChoice: false }];
  for (let index = 0; index < plain.length; index++) {
    const character = plain.charAt(index);
    const inner = open.at(-1);
    if (character === "(") open.push({ hasChoice: false });
    else if (character === ")" && open.length > 1) {
      const group = open.pop();
      const outer = open.at(-1);
      if (group?.hasChoice === true && /^(?:[*+]|\{\d*,?\d*\})/.test(plain.slice(index + 1))) return true;
      if (outer !== undefined && group !== undefined) outer.hasChoice ||= group.hasChoice;
    } else if (inner !== undefined && "|*+?{".includes(character)) inner.hasChoice = true;
  }
  return false;
}
