import { connect } from "@dagwire/runtime/client";
import type { ConnectionStatus } from "@dagwire/runtime/client";
import { dagEvents } from "@dagwire/dag";

// The page of refusals.test.ts. The test calls the function in `window.refusalPage`.

/** Connects, and returns the status with which the connection ends or fails for the first time. */
function endOf(url: string, token?: string): Promise<ConnectionStatus> {
  return new Promise((resolve) => {
    const connection = connect(dagEvents, {
      url,
      ...(token !== undefined && { token: () => token }),
      onStatus: (status) => {
        if (status.phase !== "closed" && status.phase !== "offline") return;
        resolve(status);
        connection.close();
      },
    });
  });
}

const refusalPage = { endOf };
export type RefusalPage = typeof refusalPage;
Reflect.set(window, "refusalPage", refusalPage);
