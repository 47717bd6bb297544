import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { DemoEngine } from "./demo-engine.js";

/** Returns a frame of the engine as a newer engine would send it: the page does not know how its nodes change. */
function asFromNewerEngine(frame: string): string {
  return asWithOtherEvents(frame).replace(/"digest":"[^"]*"/, '"digest":"sha256:newer.1"');
}

/** Returns a frame of the page as a page of another build would send it: the engine then sends its newest state. */
function asFromOtherBuild(frame: string): string {
  return frame.replace(/"digest":"[^"]*"/, '"digest":"sha256:older.1"');
}

function unchanged(frame: string): string {
  return frame;
}

/** Returns such a frame with the digest of the page. A page with the digest of its engine does not ask for the whole state. */
function asWithOtherEvents(frame: string): string {
  return frame
    .replace(/"version":"[\d.]*","digest"/, '"version":"1.3.0","digest"')
    .replaceAll('"type":"node_state"', '"type":"node_changed"');
}

/** Returns a frame of the engine as an engine would send it whose state has other names. */
function asWithOtherState(frame: string): string {
  return frame.replaceAll('"gates":', '"doors":');
}

describe.skipIf(!hasChromium())("the dashboard beside an engine of another version", { timeout: 60_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let engine: DemoEngine;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    [context, engine] = await Promise.all([browser.newContext(), DemoEngine.start()]);
    context.setDefaultTimeout(15_000);
  });
  afterEach(async () => {
    await context.close();
    await engine.stop();
  });

  type Change = (frame: string) => string;

  /** Opens a page. `change` changes each frame that the engine sends, and `changeOwn` each that the page sends. */
  async function openPage(
    change: Change,
    changeOwn: Change = unchanged,
  ): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.routeWebSocket(/\/stream$/, (route) => {
      const server = route.connectToServer();
      server.onMessage((message) => route.send(change(String(message))));
      route.onMessage((message) => server.send(changeOwn(String(message))));
    });
    await page.goto(engine.url);
    return { page, errors };
  }

  /** Waits until the page says which events or states it could not read. */
  async function says(page: Page, text: string | RegExp): Promise<void> {
    await expect.poll(() => page.getByTestId("loss").textContent({ timeout: 5_000 }), { timeout: 15_000 }).toMatch(text);
  }

  const isOlder = /This page is older than the engine \([\d.]+, engine 1\.3\.0\); \d+ events? (is|are) not shown\. Reload\./;

  it("says that it is older until it shows the engine's state", async () => {
    const { page, errors } = await openPage(asFromNewerEngine, asFromOtherBuild);
    await page.getByRole("button", { name: "Approve" }).click();
    await says(page, isOlder);
    await page.locator('[data-node="report"][data-status="completed"]').waitFor();
    await page.getByTestId("loss").waitFor({ state: "detached", timeout: 30_000 });
    expect(errors).toEqual([]);
  });

  it("says that it is older as long as it lacks events, and loads itself again", async () => {
    const { page, errors } = await openPage(asWithOtherEvents);
    await page.getByRole("button", { name: "Approve" }).click();
    await says(page, isOlder);
    await page.evaluate(() => Reflect.set(globalThis, "isOld", true));
    await page.getByRole("button", { name: "Load the page again" }).click();
    await expect.poll(() => page.evaluate(() => Reflect.get(globalThis, "isOld"))).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it("says that it cannot read the engine's state, and does not throw", async () => {
    const { page, errors } = await openPage(asWithOtherState);
    await says(page, "This page cannot read the engine's state. Reload.");
    expect(await page.locator(".banner").count()).toBe(1);
    expect(errors).toEqual([]);
  });
});
