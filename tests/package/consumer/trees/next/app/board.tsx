"use client";

import { StreamProvider, useStream, useStreamHandle } from "../generated/react";

function Tasks() {
  const tasks = useStream((state) => state.tasks);
  return (
    <ul>
      {Object.entries(tasks).map(([id, { state }]) => (
        <li key={id}>
          {id}: {state}
        </li>
      ))}
    </ul>
  );
}

export function Board({ id }: { readonly id: string }) {
  const { stream, send } = useStreamHandle(id, { url: `ws://localhost:8080/tasks/${id}` });
  return (
    <StreamProvider stream={stream}>
      <button onClick={() => void send({ type: "cancel_task", task_id: id })}>Cancel</button>
      <Tasks />
    </StreamProvider>
  );
}
