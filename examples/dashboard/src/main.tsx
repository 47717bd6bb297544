import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/graph.css";
import "./styles/panel.css";
import { SessionKeeper } from "./session/session-keeper.js";
import { App } from "./ui/app.js";

const root = document.querySelector("#root");
if (root === null) throw new Error("index.html has no #root");
const keeper = new SessionKeeper(new URL(location.href));
createRoot(root).render(
  <StrictMode>
    <App keeper={keeper} />
  </StrictMode>,
);
