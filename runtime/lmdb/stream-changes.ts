import { StreamDraft } from "./stream-draft.js";
import type { Tables } from "./tables.js";

/** Looks at a stream, changes the draft of it, and says what to answer once that is on the disk. */
export type Change<Result> = (draft: StreamDraft) => Result;

type Waiting = {
  readonly make: (draft: StreamDraft) => () => void;
  readonly reject: (reason: unknown) => void;
  /** It stands behind the appends before it, and must not be in the log without them. */
  readonly isAppend: boolean;
};

/** Makes the changes of one stream in the order in which they are asked for; those that wait for a commit share the next. */
export class StreamChanges {
  readonly #tables: Tables;
  readonly #stream: string;
  readonly #onIdle: () => void;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor(tables: Tables, stream: string, onIdle: () => void) {
    this.#tables = tables;
    this.#stream = stream;
    this.#onIdle = onIdle;
  }

  /** Settles when nothing waits any more. */
  get work(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  /** A change that throws is refused alone. */
  make<Result>(change: Change<Result>, isAppend = false): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const make = (draft: StreamDraft): (() => void) => {
        const result = change(draft);
        return () => resolve(result);
      };
      this.#waiting.push({ make, reject, isAppend });
      this.#work ??= this.#workOff();
    });
  }

  async #workOff(): Promise<void> {
    // What is asked for in one turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      // The next group has to see what this one leaves.
      // oxlint-disable-next-line no-await-in-loop
      await this.#commit(group);
    }
    this.#work = undefined;
    this.#onIdle();
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const draft = new StreamDraft(this.#tables, this.#stream);
      const answers = group.map((waiting) => answerOf(waiting, draft));
      // The draft may hold a part of what was refused: the others begin a new one.
      if (answers.includes(undefined)) await this.#commit(group.filter((_, index) => answers[index] !== undefined));
      else if (await draft.commit()) for (const answer of answers) answer?.();
      else await this.#commit(group);
    } catch (error) {
      this.#fail(group, error);
    }
  }

  /** Refuses a group that could not be written, and the appends that were asked for behind its appends. */
  #fail(group: readonly Waiting[], error: unknown): void {
    const isBehind = ({ isAppend }: Waiting): boolean => isAppend && group.some((failed) => failed.isAppend);
    const behind = this.#waiting.filter(isBehind);
    this.#waiting = this.#waiting.filter((waiting) => !isBehind(waiting));
    for (const { reject } of [...group, ...behind]) reject(error);
  }
}

function answerOf({ make, reject }: Waiting, draft: StreamDraft): (() => void) | undefined {
  try {
    return make(draft);
  } catch (error) {
    reject(error);
    return undefined;
  }
}
