import { useStreamAt, useStreamText } from "@dagwire/dag/react";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { useRead } from "../run/use-read.js";

const textPointers = ["/texts"];

/** Shows the texts that a node writes, as they come. */
export function NodeTexts({ nodeId }: { readonly nodeId: string }): ReactNode {
  // A text with one id in each line is equal after each piece, so that only a new text renders the list.
  const lines = useRead(textPointers, ({ read }) => {
    const texts = read(["texts"]) ?? {};
    return Object.keys(texts)
      .filter((id) => texts[id]?.node_id === nodeId)
      .join("\n");
  });
  if (lines === "") return null;
  return (
    <div className="texts">
      <h3>Text</h3>
      {lines.split("\n").map((id) => (
        <StreamedText key={id} id={id} />
      ))}
    </div>
  );
}

/** Shows a text. New pieces become text nodes of their own, so that the user's selection stays. */
function StreamedText({ id }: { readonly id: string }): ReactNode {
  const box = useRef<HTMLPreElement>(null);
  const status = useStreamAt(["texts", id, "status"]);
  const text = useStreamText(["texts", id, "body"], { onAppend: (piece) => box.current?.append(piece) });
  useLayoutEffect(() => {
    box.current?.replaceChildren(text?.text ?? "");
  }, [text]);
  const isCut = text !== undefined && text.start > 0;
  return (
    <>
      {isCut && <p className="muted">The beginning of this text is missing.</p>}
      <pre ref={box} aria-label={`Text ${id}`} aria-busy={status === "streaming"} tabIndex={0} data-status={status} data-testid="text" />
    </>
  );
}
