import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { DemoEngine } from "./demo-engine.js";

const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  await expect.poll(() => locator.textContent().catch(() => ""), { timeout: 15_000 }).toMatch(text);
}

describe.skipIf(!hasChromium())("the dashboard and its session", { timeout: 60_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let engine: DemoEngine;
  let log: string;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    log = mkdtempSync(path.join(os.tmpdir(), "dagwire-browser-log-"));
    [context, engine] = await Promise.all([browser.newContext(), DemoEngine.start(0, log)]);
    context.setDefaultTimeout(15_000);
  });
  afterEach(async () => {
    await context.close();
    await engine.stop();
    rmSync(log, { recursive: true, force: true });
  });

  async function open(address = engine.url): Promise<Page> {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  }

  it("two pages decide at once: one wins, and the other is told by whom", async () => {
    const pages = await Promise.all([open(), open()]);
    for (const [index, page] of pages.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- page by page
      await page.getByTestId("gate").waitFor();
      // oxlint-disable-next-line no-await-in-loop
      await page.getByLabel("Your name").fill(index === 0 ? "Ada" : "Bob");
    }
    await Promise.all(
      pages.map((page) => page.evaluate(() => document.querySelector<HTMLButtonElement>('[data-decision="approve"]')?.click())),
    );
    await Promise.all(pages.map((page) => shows(page.getByTestId("run-phase"), "Completed")));
    const errors = await Promise.all(pages.map((page) => page.getByTestId("errors").allTextContents()));
    const told = errors.flat().join();
    expect(told).toMatch(/^gate: already approved by (Ada|Bob)$/);
    const winner = errors[0]?.length === 0 ? "Ada" : "Bob";
    expect(told).toContain(winner);
  });

  it("a decision that was not sent yet survives a reload, and arrives once", async () => {
    const page = await context.newPage();
    let isCut = false;
    const routes: { close: () => unknown }[] = [];
    await page.routeWebSocket(/stream$/, (route) => {
      if (isCut) return void route.close({ code: 1006 });
      routes.push(route);
      route.connectToServer();
    });
    await page.goto(engine.url);
    await page.getByTestId("gate").waitFor();
    isCut = true;
    await Promise.all(routes.map((route) => route.close()));
    await shows(page.locator(".banner"), "Connection lost");
    await page.getByLabel("Feedback").fill("sent while the link was down");
    await button(page, "Approve").click();
    await shows(page.getByTestId("sent"), "also after a reload");
    expect(await button(page, "Approve").isDisabled()).toBe(true);
    isCut = false;
    await page.reload();
    await shows(page.getByTestId("run-phase"), "Completed");
    await page.locator('[data-node="gate"]').click();
    await shows(page.getByTestId("decision"), "sent while the link was down");
    expect(await page.getByTestId("errors").count()).toBe(0);
  });

  it("the engine is killed and comes back: the page shows what is in the log, and that the run was cut off", async () => {
    const page = await open();
    await page.getByTestId("gate").waitFor();
    const runId = (await page.locator(".run-id").textContent()) ?? "";
    await page.goto(`${engine.url}?dag=${runId}`);
    await page.getByTestId("gate").waitFor();
    await button(page, "Table").click();
    const rows = (): Promise<readonly string[]> => page.locator(".node-table tbody tr").allInnerTexts();
    const before = (await rows()).slice(0, 3);
    const { port } = engine;
    await engine.stop("SIGKILL");
    await shows(page.locator(".banner"), /Connection lost|Connecting again/);
    engine = await DemoEngine.start(port, log);
    await shows(page.getByTestId("run-phase"), "Cancelled");
    await shows(page.locator(".run-note"), "the engine was stopped while the run went on");
    expect((await rows()).slice(0, 3)).toEqual(before);
    expect(await page.getByTestId("gate").count()).toBe(0);
    await shows(page.getByRole("navigation", { name: "Runs" }), /cancelled/);
  });

  it("tells the events that come, filters them, and shows when each node was at work", async () => {
    const page = await open();
    await button(page, "Events").click();
    await page.getByTestId("gate").waitFor();
    await button(page, "Pause").click();
    await button(page, "Resume").click();
    await shows(page.getByRole("list", { name: "Events, newest first" }), /run_resumed.*run_paused/s);
    await page.getByLabel("Filter").fill("run_paused");
    await expect.poll(() => page.locator(".event-row").count()).toBe(1);
    await button(page, "Timeline").click();
    await expect.poll(() => page.locator(".span").allTextContents()).toHaveLength(4);
    await button(page, "Approve").click();
    await expect.poll(() => page.locator('.span[data-status="completed"]').count()).toBe(5);
  });
});
