/**
 * Asks `asked` again what was asked while a kept value was computed, such as the name of a schema. Returns false if the
 * answer has changed, so that the value has to be computed again.
 */
export type Question<Asked> = (asked: Asked) => boolean;

/**
 * A computed value, and the questions on whose answers the value depends. If `questions` is `undefined`, the memo does
 * not keep the value.
 */
export type Recorded<Asked, Value> = { readonly value: Value; readonly questions: readonly Question<Asked>[] | undefined };

type Entry = {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
  readonly questions: readonly unknown[];
  /**
   * The entries with text keys whose values were used to compute this entry's value. The memo keeps them as long as it
   * keeps this entry.
   */
  readonly parts: readonly Entry[];
  lastRun: number;
};

type Stage = { readonly byText: Map<string, Entry>; readonly byObject: WeakMap<object, Entry> };

/**
 * Keeps the values that one run of the generator has computed, for its next run: one value for each stage and key. A stage
 * is a kind of value, such as "declaration".
 *
 * A value with an object as its key is freed with the object. A value with a text as its key is freed by
 * {@link Memo.endRun} if the run did not ask for it. So a long watch does not grow.
 */
export class Memo {
  /** False if the memo keeps no values, as {@link Memo.none} does. */
  readonly keeps: boolean;
  readonly #stages = new Map<string, Stage>();
  /** For each value that is being computed, the entries that were used for it. A value whose computation began later stands later. */
  readonly #making: Entry[][] = [];
  #run = 0;

  /** A memo that keeps nothing, for a run that is not repeated. */
  static get none(): Memo {
    return new Memo(false);
  }

  /** @param keeps false for a memo that computes every value again. @default true */
  constructor(keeps = true) {
    this.keeps = keeps;
  }

  /**
   * Returns the kept value if each of `inputs` is identical (`===`) to the input with which the value was computed.
   * Otherwise calls `make`, and keeps and returns its result. `make` must depend on nothing but the key and the inputs.
   */
  get<Value>(stage: string, key: object | string, inputs: readonly unknown[], make: () => Value): Value {
    if (!this.keeps) return make();
    const entries = this.#stage(stage);
    const known = this.#current(entries, key, inputs, undefined);
    if (known !== undefined) return known.value as Value;
    return this.#make(entries, key, inputs, () => ({ value: make(), questions: [] }));
  }

  /**
   * As {@link Memo.get}, for a value that also depends on answers of `asked`, such as the names of schemas. `make` returns
   * the value with the questions that it has asked. The next run repeats these questions in their order, and calls `make`
   * again if an answer has changed.
   *
   * A question may change `asked`, for example by reserving a name. Repeating the question must do no harm.
   */
  replay<Asked, Value>(
    stage: string,
    key: object | string,
    inputs: readonly unknown[],
    asked: Asked,
    make: () => Recorded<Asked, Value>,
  ): Value {
    if (!this.keeps) return make().value;
    const entries = this.#stage(stage);
    const known = this.#current(entries, key, inputs, asked);
    return known === undefined ? this.#make(entries, key, inputs, make) : (known.value as Value);
  }

  /**
   * Frees the values with text keys that the run did not ask for. Call `endRun` only after a complete run: a run that
   * stops at an error has not asked for all values that the next run needs.
   */
  endRun(): void {
    for (const { byText } of this.#stages.values()) {
      for (const [key, { lastRun }] of byText) if (lastRun !== this.#run) byText.delete(key);
    }
    this.#run++;
  }

  /**
   * Returns the entry of a key if its inputs and the answers to its questions are the same as before. Allocates nothing,
   * because a run calls the method for every part of a protocol.
   */
  #current(entries: Stage, key: object | string, inputs: readonly unknown[], asked: unknown): Entry | undefined {
    const known = typeof key === "string" ? entries.byText.get(key) : entries.byObject.get(key);
    if (known === undefined || !isCurrent(known, inputs, asked)) return undefined;
    this.#use(known);
    this.#addPart(known, key);
    return known;
  }

  #make<Asked, Value>(entries: Stage, key: object | string, inputs: readonly unknown[], make: () => Recorded<Asked, Value>): Value {
    const parts: Entry[] = [];
    const { value, questions } = this.#collecting(parts, make);
    if (questions === undefined) {
      this.#making.at(-1)?.push(...parts);
      return value;
    }
    const entry = { inputs, value, questions, parts, lastRun: this.#run };
    if (typeof key === "string") entries.byText.set(key, entry);
    else entries.byObject.set(key, entry);
    this.#addPart(entry, key);
    return value;
  }

  #collecting<Made>(parts: Entry[], make: () => Made): Made {
    this.#making.push(parts);
    try {
      return make();
    } finally {
      this.#making.pop();
    }
  }

  /**
   * Notes that the value that is being computed uses an entry. Of an entry with an object as its key, notes only the
   * entries with text keys that it uses: `endRun` frees no others.
   */
  #addPart(entry: Entry, key: object | string): void {
    const parts = this.#making.at(-1);
    if (typeof key === "string") parts?.push(entry);
    else if (entry.parts.length > 0) parts?.push(...entry.parts);
  }

  #use(entry: Entry): void {
    if (entry.lastRun === this.#run) return;
    entry.lastRun = this.#run;
    for (const part of entry.parts) this.#use(part);
  }

  #stage(name: string): Stage {
    let stage = this.#stages.get(name);
    if (stage === undefined) {
      stage = { byText: new Map(), byObject: new WeakMap() };
      this.#stages.set(name, stage);
    }
    return stage;
  }
}

function isCurrent({ inputs, questions }: Entry, now: readonly unknown[], asked: unknown): boolean {
  if (inputs.length !== now.length) return false;
  for (let index = 0; index < now.length; index++) if (inputs[index] !== now[index]) return false;
  for (const question of questions) if (!(question as Question<unknown>)(asked)) return false;
  return true;
}
