import { dag } from "@dagwire/dag";
import type { Hooks } from "@dagwire/dag/react";
import { StreamSession } from "@dagwire/runtime/client";
import { useEffect, useState } from "react";
import { Recorder } from "./recorder.js";

type Stream = ReturnType<Hooks["useStreamSession"]>;

/** The recorded run, and the number of its events after which the page shows it. */
export type Replay = {
  readonly recorder: Recorder;
  /** The number of events after which the page shows the run; undefined if the page shows the run as it is now. */
  readonly position: number | undefined;
  readonly seek: (position: number | undefined) => void;
  /** The stream that the page shows: the run itself, or a recorded state of the run. */
  readonly stream: Stream;
};

/** Records a run from now on, so that the user can look at its earlier states. */
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

/** Makes a stream that never connects. The caller sets its state. */
function stillStream(): Stream {
  return new StreamSession(dag, { url: location.href });
}
