import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Board } from "./board.tsx";

const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <Board id="nightly" />
    </StrictMode>,
  );
