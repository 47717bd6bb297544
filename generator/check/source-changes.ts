import type { EventPair } from "../compat/protocol/pair-events.js";
import type { Direction } from "../model/protocol.js";
import type { ChangeBook } from "./change-book.js";

/** TypeScript that was written against the old package and does not compile against the new one. */
export type SourceChange = {
  readonly direction: Direction;
  readonly event: string;
  /** Who has to change code: those who handle the event, or those who make it. */
  readonly breaks: "consumer" | "producer" | "both";
  readonly reasons: readonly string[];
};

/** What the changes mean to code that uses the generated types. */
export function sourceChanges(pairs: Readonly<Record<Direction, readonly EventPair[]>>, book: ChangeBook): SourceChange[] {
  return (["server", "client"] as const).flatMap((direction) =>
    pairs[direction].flatMap(({ before, after }) => {
      const { consumer, producer, reasons } = book.source(before, after);
      if (consumer === "ok" && producer === "ok") return [];
      const breaks = consumer === producer ? "both" : consumer === "breaking" ? "consumer" : "producer";
      return [{ direction, event: (after ?? before)?.name ?? "", breaks, reasons }];
    }),
  );
}
