/** A question that was asked while a value was made. Returns false if the answer has changed. */
export type Question<Asked> = (asked: Asked) => boolean;

/** A value, and the questions on whose answers it depends. A value without such a list is not kept. */
export type Recorded<Asked, Value> = { readonly value: Value; readonly questions: readonly Question<Asked>[] | undefined };

type Entry = {
  readonly inputs: readonly unknown[];
  readonly value: unknown;
  readonly questions: readonly unknown[];
  /** The entries with text keys that this one was made of. They stay as long as runs ask for this one. */
  readonly parts: readonly Entry[];
  lastRun: number;
};

type Stage = { readonly byText: Map<string, Entry>; readonly byObject: WeakMap<object, Entry> };

/**
 * Keeps what one run made, for the next run: one value for each stage and key.
 *
 * A value with an object as its key is freed with the object. A value with a text as its key is freed by
 * {@link Memo.endRun} if the run did not ask for it. So a long watch does not grow.
 */
export class Memo {
  /** False for {@link Memo.none}. */
  readonly keeps: boolean;
  readonly #stages = new Map<string, Stage>();
  /** The parts of each value that is being made, of the innermost value last. */
  readonly #making: Entry[][] = [];
  #run = 0;

  /** A memo that keeps nothing, for a run that is not repeated. */
  static get none(): Memo {
    return new Memo(false);
  }

  /** @param keeps false for a memo that makes every value anew. @default true */
  constructor(keeps = true) {
    this.keeps = keeps;
  }

  /**
   * Returns the kept value if every input is identical (`===`) to the input of then, else what `make` returns.
   * `make` must depend on nothing but the key and the inputs.
   */
  get<Value>(stage: string, key: object | string, inputs: readonly unknown[], make: () => Value): Value {
    if (!this.keeps) return make();
    const entries = this.#stage(stage);
    const known = this.#current(entries, key, inputs, undefined);
    if (known !== undefined) return known.value as Value;
    return this.#make(entries, key, inputs, () => ({ value: make(), questions: [] }));
  }

  /**
   * As {@link Memo.get}, for a value that also depends on answers of `asked`. The questions that `make` recorded
   * are asked again in their order. If an answer has changed, the value is made anew.
   *
   * A question may change `asked`, for example by taking a name. Asking it twice must do no harm.
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
   * Frees the values with text keys that the run did not ask for. Call it only after a complete run: a run that
   * stops at an error does not ask for all that the next run needs.
   */
  endRun(): void {
    for (const { byText } of this.#stages.values()) {
      for (const [key, { lastRun }] of byText) if (lastRun !== this.#run) byText.delete(key);
    }
    this.#run++;
  }

  /** Returns the entry of a key if it is still valid. A run calls this for every part of a protocol, so it allocates nothing. */
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

  /** Adds an entry to the parts of the value that is being made. Only entries with text keys have to be kept alive. */
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
