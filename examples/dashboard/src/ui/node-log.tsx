import { useStreamAt } from "@dagwire/dag/react";
import { type ReactNode, type UIEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { logTail } from "../run/log-tail.js";

/** The log scrolls to new output only if the user has scrolled at most this many pixels up from its end. */
const tailTolerance = 24;

/** Shows the output of a node. Scrolls to new output, unless the user has scrolled up. */
export function NodeLog({ nodeId }: { readonly nodeId: string }): ReactNode {
  const chunks = useStreamAt(["logs", nodeId]);
  const log = useMemo(() => logTail(chunks ?? []), [chunks]);
  const box = useRef<HTMLPreElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  useLayoutEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  });
  const follow = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent): void => {
    setIsFollowing(scrollHeight - scrollTop - clientHeight < tailTolerance);
  };
  return (
    <div className="log">
      <h3>
        Log {log.isCut && <span className="muted">(the end of it)</span>}
        {!isFollowing && (
          <button
            type="button"
            className="quiet"
            onClick={() => {
              setIsFollowing(true);
            }}
          >
            Jump to the end
          </button>
        )}
      </h3>
      <pre
        ref={box}
        role="log"
        aria-live="off"
        aria-label={`Log of ${nodeId}`}
        tabIndex={0}
        onScroll={follow}
        data-empty={log.chunks.length === 0}
        data-testid="log"
      >
        {log.chunks.length === 0 && <span className="muted">Nothing printed.</span>}
        {log.chunks.map(({ id, kind, channel, text }) => (
          <span key={id} data-kind={kind} data-channel={channel}>
            {text}
          </span>
        ))}
      </pre>
    </div>
  );
}
