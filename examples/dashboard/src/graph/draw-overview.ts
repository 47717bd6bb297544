import type { NodeStatus } from "@dagwire/dag";
import { type Cell, type Overview, cell } from "./place-overview.js";

/** Colours and marks of an overview's cells. */
export type OverviewLook = {
  readonly statusOf: (id: string) => NodeStatus;
  /** CSS colours by status. */
  readonly colours: ReadonlyMap<string, string>;
  readonly selectedId: string | undefined;
  readonly found: ReadonlySet<string> | undefined;
  readonly critical: ReadonlySet<string>;
};

/** Sets the size of the canvas to the size of the overview, and draws all its cells. */
export function drawOverview(canvas: HTMLCanvasElement, overview: Overview, look: OverviewLook): void {
  const { width, height, cells } = overview;
  const ratio = window.devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  for (const one of cells) drawCell(context, one, look);
}

function drawCell(context: CanvasRenderingContext2D, one: Cell, look: OverviewLook): void {
  const status = look.statusOf(one.id);
  context.globalAlpha = look.found?.has(one.id) === false ? 0.2 : 1;
  context.fillStyle = look.colours.get(status) ?? "gray";
  context.strokeStyle = context.fillStyle;
  context.lineWidth = 1;
  drawStatus(context, one, status);
  if (one.id === look.selectedId || look.critical.has(one.id)) {
    context.lineWidth = 2;
    context.strokeRect(one.x - 1.5, one.y - 1.5, cell.width + 3, cell.height + 3);
  }
}

/** Draws a shape for people who cannot see the colours: a completed cell is full, a failed cell has a cross, a running one is half full. */
function drawStatus(context: CanvasRenderingContext2D, { x, y }: Cell, status: NodeStatus): void {
  const { width, height } = cell;
  if (status === "completed" || status === "failed") context.fillRect(x, y, width, height);
  else context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  if (status === "running") context.fillRect(x, y + height / 2, width, height / 2);
  if (status === "waiting" || status === "retrying") context.fillRect(x + width / 3, y + 2, width / 3, height - 4);
  if (status !== "failed") return;
  context.strokeStyle = "white";
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x + 3, y + 2);
  context.lineTo(x + width - 3, y + height - 2);
  context.moveTo(x + width - 3, y + 2);
  context.lineTo(x + 3, y + height - 2);
  context.stroke();
}
