import { dagEvents } from "@dagwire/dag";
import type { ReactNode } from "react";
import { useRunHandle } from "../run/run-context.js";
import { lossText } from "./loss-text.js";
import { ReloadButton } from "./reload-button.js";

/** Says which events or states of the engine the page could not read. Takes no space while the page shows the engine's whole state. */
export function LossBanner(): ReactNode {
  const { loss } = useRunHandle();
  return (
    <div role="status" className="banner-slot">
      {loss?.isHealed === false && (
        <p className="banner" data-testid="loss">
          <strong>{lossText(loss, dagEvents.version)}</strong>
          <ReloadButton />
        </p>
      )}
    </div>
  );
}
