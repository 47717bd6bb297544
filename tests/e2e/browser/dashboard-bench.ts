import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchChromium } from "../../helpers/chromium.js";
import { DemoEngine } from "./demo-engine.js";

/** Finds a button by its whole name. */
export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** Waits until an element contains a text. Fails with the text that it contains instead. */
export async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  await expect.poll(() => locator.textContent().catch(() => ""), { timeout: 15_000 }).toMatch(text);
}

/** A browser for the tests of a file, and for each test an engine with a log of its own. */
export class DashboardBench {
  #browser: Browser | undefined;
  #context: BrowserContext | undefined;
  #engine: DemoEngine | undefined;
  #log = "";

  /** Registers the hooks that start and stop both. Call it inside `describe`. */
  prepare(): void {
    beforeAll(async () => {
      this.#browser = await launchChromium();
    }, 60_000);
    afterAll(() => this.#browser?.close());
    beforeEach(async () => {
      this.#log = mkdtempSync(path.join(os.tmpdir(), "dagwire-browser-log-"));
      [this.#context, this.#engine] = await Promise.all([this.#browser?.newContext(), DemoEngine.start(0, this.#log)]);
      this.#context?.setDefaultTimeout(15_000);
    });
    afterEach(async () => {
      await this.#context?.close();
      await this.#engine?.stop();
      rmSync(this.#log, { recursive: true, force: true });
    });
  }

  get browser(): Browser {
    return there(this.#browser);
  }

  get context(): BrowserContext {
    return there(this.#context);
  }

  get engine(): DemoEngine {
    return there(this.#engine);
  }

  async open(address = this.engine.url): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(address);
    return page;
  }

  /** Kills the engine. Returns a function that starts it again, on the same port with the same log. */
  async killEngine(): Promise<() => Promise<void>> {
    const { port } = this.engine;
    await this.engine.stop("SIGKILL");
    return async () => {
      this.#engine = await DemoEngine.start(port, this.#log);
    };
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("prepare() was not called");
  return value;
}
