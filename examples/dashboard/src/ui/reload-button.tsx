import type { ReactNode } from "react";

/** Loads the page again, which brings the page's newest version. */
export function ReloadButton(): ReactNode {
  return (
    <button
      type="button"
      onClick={() => {
        location.reload();
      }}
    >
      Load the page again
    </button>
  );
}
