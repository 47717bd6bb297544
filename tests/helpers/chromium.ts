import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** The last arguments keep Chromium from the network, because tests connect to 127.0.0.1 only. */
const launchArguments = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Returns true if browser tests can run. Otherwise prints one line. In CI it throws instead, because a skipped test
 * would hide that nothing was tested.
 */
export function hasChromium(): boolean {
  if (existsSync(executablePath)) return true;
  const message = `no Chromium at ${executablePath}: install it, or set CHROMIUM_PATH`;
  if (process.env["CI"] !== undefined && process.env["CI"] !== "") throw new Error(message);
  console.log(`Browser tests are skipped: ${message}.`);
  return false;
}

/** Starts a browser. The caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: launchArguments });
}
