import { dag } from "@dagwire/dag";
import type { Hooks } from "@dagwire/dag/react";
import { StreamSession } from "@dagwire/runtime/client";
import { useEffect, useState } from "react";
import { Recorder } from "./recorder.js";

type Stream = ReturnType<Hooks["useStreamSession"]>;

/** A look back at a run. */
export type Replay = {
  readonly recorder: Recorder;
  /** After how many events the page shows the run; undefined where it shows it as it is. */
  readonly position: number | undefined;
  readonly seek: (position: number | undefined) => void;
  /** What the page shows: the run itself, or one that stands still. */
  readonly stream: Stream;
};

/** Records a run from now on, so that one can go back in it. */
export function useReplay(live: Stream): Replay {
  const [recorder] = useState(() => new Recorder());
  const [still] = useState(stillStream);
  const [position, setPosition] = useState<number>();
  useEffect(() => {
    recorder.begin(live.store.getSnapshot());
    return live.listen({ onEvent: (event) => recorder.take(event), onState: (state) => recorder.begin(state) });
  }, [live, recorder]);
  const seek = (to: number | undefined): void => {
    if (to !== undefined) still.store.replace(recorder.stateAt(to));
    setPosition(to);
  };
  return { recorder, position, seek, stream: position === undefined ? live : still };
}

/** A stream that is never opened: its state is put there. */
function stillStream(): Stream {
  return new StreamSession(dag, { url: location.href });
}
