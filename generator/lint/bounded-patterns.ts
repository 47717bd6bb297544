/** The most characters of a repetition without an upper bound that the count of ways considers. */
const consideredRepeats = 16;

/** A part of a pattern. */
type Part = {
  /** The part with each bound removed that lets the part match in several ways. */
  readonly relaxed: string;
  /** The number of ways in which the part can match, if every character fits every place. */
  readonly ways: number;
};

/** The pattern without upper bounds, and the number of ways to match. */
export type RelaxedPattern = Part;

/**
 * Removes the upper bounds of the quantifiers of a pattern. An analysis of complexity takes `^(a{0,9}){9}$` for harmless,
 * because its time is bounded; the bound is 10 to the power of 9. The relaxed `^(a*)+$` shows that the time is exponential.
 */
export function relaxPattern(pattern: string): RelaxedPattern {
  return new Relaxation(tokensOf(pattern)).choice();
}

/** Splits a pattern into escapes, classes, marks of groups, quantifiers and single characters. */
function tokensOf(pattern: string): readonly string[] {
  const token =
    /\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|k<[^>]*>|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|(?:[*+?]|\{\d+(?:,\d*)?\})\??|./gsu;
  return pattern.match(token) ?? [];
}

class Relaxation {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  choice(): Part {
    let { relaxed, ways } = this.#sequence();
    while (this.#tokens[this.#at] === "|") {
      this.#at++;
      const next = this.#sequence();
      relaxed += `|${next.relaxed}`;
      ways += next.ways;
    }
    return { relaxed, ways };
  }

  #sequence(): Part {
    let relaxed = "";
    let ways = 1;
    for (let token = this.#tokens[this.#at]; token !== undefined && token !== "|" && token !== ")"; token = this.#tokens[this.#at]) {
      const part = repeated(this.#atom(token), this.#quantifier());
      relaxed += part.relaxed;
      ways *= part.ways;
    }
    return { relaxed, ways };
  }

  #atom(token: string): Part {
    this.#at++;
    if (!token.startsWith("(")) return { relaxed: token, ways: 1 };
    const { relaxed, ways } = this.choice();
    this.#at++;
    return { relaxed: `${token}${relaxed})`, ways };
  }

  #quantifier(): string {
    const token = this.#tokens[this.#at] ?? "";
    if (!/^(?:[*+?]|\{\d+(?:,\d*)?\})\??$/.test(token)) return "";
    this.#at++;
    return token;
  }
}

function repeated({ relaxed, ways }: Part, quantifier: string): Part {
  if (quantifier === "") return { relaxed, ways };
  const [least, most] = boundsOf(quantifier);
  const isFixed = least === most && ways === 1;
  return { relaxed: `${relaxed}${isFixed ? quantifier : least === 0 ? "*" : "+"}`, ways: waysOfRepeats(ways, least, most) };
}

function waysOfRepeats(ways: number, least: number, most: number): number {
  if (ways === 1) return most - least + 1;
  // The sum of the powers from `least` to `most`, as a geometric series.
  return (ways ** (most + 1) - ways ** least) / (ways - 1);
}

function boundsOf(quantifier: string): readonly [number, number] {
  if (quantifier.startsWith("*")) return [0, consideredRepeats];
  if (quantifier.startsWith("+")) return [1, consideredRepeats];
  if (quantifier.startsWith("?")) return [0, 1];
  const [, least = "0", comma, most = ""] = /^\{(\d+)(,)?(\d*)/.exec(quantifier) ?? [];
  const from = Number(least);
  if (comma === undefined) return [from, from];
  return [from, most === "" ? from + consideredRepeats : Number(most)];
}
