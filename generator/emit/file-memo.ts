type Kept = { readonly inputs: readonly unknown[]; readonly made: unknown };

/** Keeps, from one run to the next, what was made last under a name, together with what it was made from. */
export class FileMemo {
  readonly #kept = new Map<string, Kept>();

  /**
   * What was made last under the name, where every input is the same value or object as then; else
   * what `make` gives. `make` must look at nothing that the inputs do not stand for.
   */
  once<Made>(name: string, inputs: readonly unknown[], make: () => Made): Made {
    const kept = this.#kept.get(name);
    if (kept !== undefined && areSame(kept.inputs, inputs)) return kept.made as Made;
    const made = make();
    this.#kept.set(name, { inputs, made });
    return made;
  }
}

function areSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((input, index) => input === now[index]);
}
