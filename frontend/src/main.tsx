import "./lib/nonce"; // before anything that makes styles
import "./lib/newer-build"; // before anything that loads parts
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import "./app/tokens.css";
import { startAppearance } from "./lib/appearance";
import { startI18n } from "./lib/i18n";

startAppearance();
await startI18n();

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
