// Starts the demo, waits until its gate opens, and writes docs/dashboard.png and docs/dashboard-dark.png.
// Usage: npm run screenshot [-- pipeline.json [folder]]; needs a built repository and Chromium.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const [pipeline, folder = path.join(repository, "docs")] = process.argv.slice(2);
const gateTimeoutMs = 300_000;

/** @type {readonly (readonly ["light" | "dark", string])[]} */
const shots = [
  ["light", "dashboard.png"],
  ["dark", "dashboard-dark.png"],
];

/** @param {import("node:child_process").ChildProcess} engine @returns {Promise<string>} the address that the engine prints */
function addressOf(engine) {
  return new Promise((resolve, reject) => {
    let text = "";
    engine.stdout?.on("data", (chunk) => {
      text += String(chunk);
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];
      if (address !== undefined) resolve(address);
    });
    engine.on("exit", (code) =>
      reject(new Error(`the engine exited with code ${code} before it printed an address. Its output:\n${text}`)),
    );
  });
}

/** @param {string} address */
async function takePictures(address) {
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1320, height: 860 } });
    await page.goto(address);
    const ended = page.locator('.run-header .badge:is([data-phase="failed"], [data-phase="cancelled"], [data-phase="timed_out"])');
    await page.getByTestId("gate").or(ended).first().waitFor({ timeout: gateTimeoutMs });
    if (await ended.isVisible())
      throw new Error(`no picture taken, because the run ended before its gate opened: ${await page.locator(".run-header").innerText()}`);

    for (const [colorScheme, name] of shots) {
      // oxlint-disable-next-line no-await-in-loop -- one page, one scheme after the other
      await page.emulateMedia({ colorScheme });
      // oxlint-disable-next-line no-await-in-loop
      await page.screenshot({ path: path.join(folder, name), fullPage: true });
    }
  } finally {
    await browser.close();
  }
}

// The engine gets a new, empty log, so the page's list of runs shows only this run.
const log = mkdtempSync(path.join(os.tmpdir(), "dagwire-screenshot-"));
const engine = spawn(
  process.execPath,
  ["examples/engine/dist/main.js", "--port", "0", "--log", log, ...(pipeline === undefined ? [] : ["--pipeline", path.resolve(pipeline)])],
  {
    cwd: repository,
    stdio: ["ignore", "pipe", "inherit"],
  },
);
try {
  await takePictures(await addressOf(engine));
} finally {
  engine.kill("SIGTERM");
  await once(engine, "exit");
  rmSync(log, { recursive: true, force: true });
}
