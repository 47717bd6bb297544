import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { DemoEngine } from "./demo-engine.js";

const pieces = Array.from({ length: 40 }, (_none, index) => `${index} größe 😀 `);

describe.skipIf(!hasChromium())("streaming text in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let engine: DemoEngine;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    [context, engine] = await Promise.all([browser.newContext(), DemoEngine.start(0, undefined, "texts")]);
    context.setDefaultTimeout(15_000);
  });
  afterEach(async () => {
    await context.close();
    await engine.stop();
  });

  async function openPage(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(engine.url);
    await page.locator('[data-node="write"]').click();
    await page.getByTestId("text").waitFor();
    return page;
  }

  const textOf = (page: Page): Promise<string> => page.getByTestId("text").evaluate((box) => box.textContent ?? "");

  it("a selection stays while the text grows by text nodes, and a late page has the whole text", async () => {
    const page = await openPage();
    await expect.poll(() => textOf(page), { timeout: 15_000 }).toBe(pieces.slice(0, 10).join(""));
    const selected = await page.getByTestId("text").evaluate((box) => {
      const first = box.firstChild;
      if (first === null) throw new Error("the box has a text");
      document.getSelection()?.setBaseAndExtent(first, 0, first, 7);
      Reflect.set(window, "firstNode", first);
      return document.getSelection()?.toString();
    });
    // The program writes on when the gate is approved.
    await page.locator('[data-testid="gate"] button').evaluate((button: HTMLButtonElement) => button.click());
    await expect.poll(() => textOf(page), { timeout: 15_000 }).toBe(pieces.join(""));
    const after = await page.getByTestId("text").evaluate((box) => ({
      selection: document.getSelection()?.toString(),
      isSameNode: box.firstChild === Reflect.get(window, "firstNode"),
      nodes: box.childNodes.length,
    }));
    expect(after).toMatchObject({ selection: selected, isSameNode: true });
    expect(after.nodes).toBeGreaterThan(1);
    await page.locator('[data-testid="text"][data-status="complete"]').waitFor();
    expect(await textOf(page)).toBe(pieces.join(""));
    const late = await openPage();
    expect(await textOf(late)).toBe(pieces.join(""));
  });
});
