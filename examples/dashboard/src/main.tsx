import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/graph.css";
import "./styles/panel.css";
import "./styles/views.css";
import { App } from "./ui/app.js";

const root = document.querySelector("#root");
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App address={new URL(location.href)} />
  </StrictMode>,
);
