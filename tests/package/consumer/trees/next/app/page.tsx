import { board, isTaskStateEvent } from "../generated";
import { StreamProvider } from "../generated/react";
import { Board } from "./board";

/** A server component. It imports the validators, the hooks, and a client component that calls the hooks. */
export default function Home() {
  const isValid = isTaskStateEvent({ type: "task_state", task_id: "build", state: "running" });
  return (
    <main>
      <h1>{`${board.name} ${String(isValid)} ${typeof StreamProvider}`}</h1>
      <Board id="nightly" />
    </main>
  );
}
