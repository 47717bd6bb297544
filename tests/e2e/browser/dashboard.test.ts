import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { DemoEngine } from "./demo-engine.js";

const node = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`);
const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** Waits until an element contains a text. Fails with the text that it contains instead. */
async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  await expect.poll(() => locator.textContent().catch(() => ""), { timeout: 15_000 }).toMatch(text);
}

describe.skipIf(!hasChromium())("the dashboard in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let engine: DemoEngine;
  let problems: string[] = [];

  /** Opens a page and records its errors and violations of its content security policy. */
  async function openPage(path = ""): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      const isServerGone = message.text().includes("ERR_") || message.text().includes("WebSocket");
      if (message.type() === "error" && !isServerGone) problems.push(message.text());
    });
    await page.goto(`${engine.url}${path}`);
    return page;
  }

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    problems = [];
    [context, engine] = await Promise.all([browser.newContext(), DemoEngine.start()]);
    context.setDefaultTimeout(15_000);
  });
  afterEach(async () => {
    await context.close();
    await engine.stop();
    expect(problems).toEqual([]);
  });

  it("shows nodes change, and a click on approve lets the run finish", async () => {
    const page = await openPage();
    await shows(page.getByRole("heading", { level: 1 }), "Tiny");
    await page.locator('[data-node="work"][data-status="running"], [data-node="work"][data-status="completed"]').waitFor();
    await page.getByTestId("gate").waitFor();
    await shows(page.getByTestId("gate"), /Go on\?.*Everything before went well.*"steps": 4/s);
    await shows(node(page, "flaky"), "try 2 of 2");
    await button(page, "Approve").click();
    await shows(page.getByTestId("run-phase"), "Completed");
    expect(await page.locator('.node[data-status="completed"]').count()).toBe(5);
    expect(await page.locator('.edge[data-flow="done"]').count()).toBe(5);
    await node(page, "report").click();
    const artifact = page.getByRole("link", { name: "report.md" });
    const response = await page.request.get((await artifact.getAttribute("href")) ?? "");
    expect(await response.text()).toContain("# Report");
  });

  it("selects a node from the keyboard and shows its log", async () => {
    const page = await openPage();
    await page.getByTestId("gate").waitFor();
    await node(page, "hello").focus();
    await page.keyboard.press("Enter");
    expect(await node(page, "hello").getAttribute("aria-pressed")).toBe("true");
    await shows(page.getByTestId("log"), "hello from the node");
    await page.getByTestId("node-panel").getByText("Input").click();
    await shows(page.locator("details[open] pre"), /"command".*"hello from the node"/s);
    await button(page, "Follow the run").click();
    expect(await node(page, "hello").getAttribute("aria-pressed")).toBe("false");
  });

  it("two pages show the same state, and both show who decided", async () => {
    const [first, second] = await Promise.all([openPage(), openPage()]);
    await second.getByTestId("gate").waitFor();
    await first.getByLabel("Feedback").fill("looks good");
    await first.getByLabel("Your name").fill("Ada");
    await button(first, "Approve").click();
    await second.getByTestId("gate").waitFor({ state: "detached" });
    await shows(second.getByTestId("run-phase"), "Completed");
    await node(second, "gate").click();
    await shows(second.getByTestId("decision"), /Approved by Ada.*looks good/s);
  });

  it("shows a form for the gate's schema, and sends changes that match it", async () => {
    const page = await openPage();
    await page.getByLabel("Limit").fill("2.5");
    await button(page, "Modify").click();
    await shows(page.getByTestId("gate").getByRole("alert"), "Limit: this is not a whole number.");
    expect(await page.getByLabel("Limit").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Limit").fill("3");
    await page.getByLabel(/careful/).selectOption("yes");
    await button(page, "Modify").click();
    await shows(page.getByTestId("run-phase"), "Completed");
    await node(page, "gate").click();
    await shows(page.getByTestId("decision"), /Modified by.*"limit": 3.*"careful": true/s);
  });

  it("pauses, resumes and cancels", async () => {
    const page = await openPage();
    await page.getByTestId("gate").waitFor();
    await button(page, "Pause").click();
    await shows(page.getByTestId("run-phase"), "Paused");
    await button(page, "Resume").click();
    await shows(page.getByTestId("run-phase"), "Running");
    await button(page, "Cancel").click();
    await shows(page.getByTestId("run-phase"), "Cancelled");
    expect(await page.getByTestId("gate").count()).toBe(0);
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("connects again after the server was ended by %s and another run started", async (signal) => {
    const page = await openPage();
    await page.getByTestId("gate").waitFor();
    const { port } = engine;
    const firstId = await page.locator(".run-id").textContent();
    await engine.stop(signal);
    await shows(page.locator(".banner"), /Connection (lost|closed)|Connecting again/);
    expect(await button(page, "Pause").or(button(page, "Resume")).count()).toBe(signal === "SIGKILL" ? 1 : 0);
    engine = await DemoEngine.start(port);
    await expect.poll(() => page.locator(".run-id").textContent(), { timeout: 30_000 }).not.toBe(firstId);
    await shows(page.getByTestId("link-phase"), "live");
    await button(page, "Approve").click();
    await shows(page.getByTestId("run-phase"), "Completed");
  });
});
