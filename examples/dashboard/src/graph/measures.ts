/** Sizes and gaps of the drawing, in pixels. */
export const measures = { nodeWidth: 208, nodeHeight: 88, gapX: 24, gapY: 46, padding: 16 } as const;
