import type { ReactNode } from "react";

type GraphToolsProps = {
  readonly words: string;
  readonly onWords: (words: string) => void;
  /** How many nodes the words find; undefined where nothing is searched for. */
  readonly foundCount: number | undefined;
  /** Goes to the first, or the next. */
  readonly onNext: () => void;
  readonly isCriticalShown: boolean;
  readonly onCritical: (isShown: boolean) => void;
};

/** What can be asked of the graph: where a node is, and what the run waits for. */
export function GraphTools({ words, onWords, foundCount, onNext, isCriticalShown, onCritical }: GraphToolsProps): ReactNode {
  return (
    <form
      className="graph-tools"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <input
        type="search"
        aria-label="Find a node"
        placeholder="Find a node"
        value={words}
        onChange={(event) => {
          onWords(event.target.value);
        }}
      />
      <span role="status">{foundCount === undefined ? "" : `${foundCount} found`}</span>
      <label>
        <input
          type="checkbox"
          checked={isCriticalShown}
          onChange={(event) => {
            onCritical(event.target.checked);
          }}
        />
        Critical path
      </label>
    </form>
  );
}
