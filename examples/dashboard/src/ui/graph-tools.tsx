import type { ReactNode } from "react";

type GraphToolsProps = {
  readonly words: string;
  readonly onWords: (words: string) => void;
  /** The number of nodes that the search finds; undefined without a search. */
  readonly foundCount: number | undefined;
  /** Called when the user asks for the next node that the search has found. */
  readonly onNext: () => void;
  readonly isCriticalShown: boolean;
  readonly onCritical: (isShown: boolean) => void;
};

/** The tools of the graph: a search for nodes, and the critical path. */
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
