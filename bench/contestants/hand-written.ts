type Fields = Readonly<Record<string, unknown>>;

const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Checks of the first seven server events, as an expert writes them by hand for speed. Objects are closed. */
export function isServerEvent(value: unknown): boolean {
  if (!isObject(value)) return false;
  switch (value["type"]) {
    case "node_state":
      return isNodeState(value);
    case "edge_active":
      return (
        typeof value["from"] === "string" &&
        typeof value["to"] === "string" &&
        isOptionalMoment(value["at"]) &&
        countKeys(value) === 3 + present(value["at"])
      );
    case "dag_mutated":
      return isDagMutated(value);
    case "cost_update":
      return isCostUpdate(value);
    case "execution_complete":
      return isExecutionComplete(value);
    case "human_gate_waiting":
      return isHumanGateWaiting(value);
    case "error":
      return isErrorEvent(value);
    default:
      return false;
  }
}

function isNodeState(value: Fields): boolean {
  const { node_id: nodeId, status, output, metrics, attempt, retry_at: retryAt, error, reason, at } = value;
  return (
    typeof nodeId === "string" &&
    isNodeStatus(status) &&
    (metrics === undefined || isNodeMetrics(metrics)) &&
    (attempt === undefined || isInteger(attempt, 1)) &&
    isOptionalMoment(retryAt) &&
    (error === undefined || isErrorDetail(error)) &&
    isOptionalText(reason) &&
    isOptionalMoment(at) &&
    countKeys(value) ===
      3 + present(output) + present(metrics) + present(attempt) + present(retryAt) + present(error) + present(reason) + present(at)
  );
}

function isNodeStatus(status: unknown): boolean {
  switch (status) {
    case "pending":
    case "queued":
    case "running":
    case "waiting":
    case "paused":
    case "retrying":
    case "completed":
    case "failed":
    case "skipped":
    case "cancelled":
      return true;
    default:
      return false;
  }
}

function isNodeMetrics(value: unknown): boolean {
  return (
    isObject(value) &&
    isOptionalMoment(value["started_at"]) &&
    isOptionalMoment(value["finished_at"]) &&
    isOptionalAmount(value["queued_ms"]) &&
    isOptionalAmount(value["duration_ms"]) &&
    isOptionalAmount(value["cpu_ms"]) &&
    isOptionalCount(value["attempts"]) &&
    isOptionalCount(value["tokens_in"]) &&
    isOptionalCount(value["tokens_out"]) &&
    isOptionalAmount(value["cost_usd"])
  );
}

function isErrorDetail(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { message, code, retryable, details } = value;
  return (
    typeof message === "string" &&
    isOptionalText(code, 0, 128) &&
    (retryable === undefined || typeof retryable === "boolean") &&
    countKeys(value) === 1 + present(code) + present(retryable) + present(details)
  );
}

function isDagMutated(value: Fields): boolean {
  const { mutation, reason, actor, at } = value;
  return (
    isMutation(mutation) &&
    isOptionalText(reason) &&
    (actor === undefined || isActor(actor)) &&
    isOptionalMoment(at) &&
    countKeys(value) === 2 + present(reason) + present(actor) + present(at)
  );
}

function isMutation(value: unknown): boolean {
  if (!isObject(value)) return false;
  switch (value["op"]) {
    case "add_node":
    case "update_node":
      return typeof value["node_id"] === "string" && isNodeDefinition(value["node"]) && countKeys(value) === 3;
    case "remove_node":
      return typeof value["node_id"] === "string" && countKeys(value) === 2;
    case "add_edge":
      return (
        isEdge(value) && (value["edge"] === undefined || isEdgeDefinition(value["edge"])) && countKeys(value) === 3 + present(value["edge"])
      );
    case "remove_edge":
      return isEdge(value) && countKeys(value) === 3;
    default:
      return false;
  }
}

function isEdge(value: Fields): boolean {
  return typeof value["from"] === "string" && typeof value["to"] === "string";
}

function isEdgeDefinition(value: unknown): boolean {
  return isObject(value) && isOptionalText(value["label"]) && countKeys(value) === present(value["label"]);
}

function isNodeDefinition(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { title, summary, kind, max_attempts: maxAttempts, timeout_ms: timeoutMs, config } = value;
  return (
    isOptionalText(title) &&
    isOptionalText(summary) &&
    isOptionalText(kind, 0, 128) &&
    (maxAttempts === undefined || isInteger(maxAttempts, 1)) &&
    (timeoutMs === undefined || (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs < Infinity)) &&
    countKeys(value) === present(title) + present(summary) + present(kind) + present(maxAttempts) + present(timeoutMs) + present(config)
  );
}

function isActor(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, name, kind } = value;
  return (
    isText(id, 1, 256) &&
    isOptionalText(name, 0, 256) &&
    (kind === undefined || kind === "person" || kind === "service" || kind === "policy") &&
    countKeys(value) === 1 + present(name) + present(kind)
  );
}

function isCostUpdate(value: Fields): boolean {
  const { spent, budget, remaining, node_costs: nodeCosts, at } = value;
  return (
    isAmount(spent) &&
    isAmount(budget) &&
    Number.isFinite(remaining) &&
    (nodeCosts === undefined || isCosts(nodeCosts)) &&
    isOptionalMoment(at) &&
    countKeys(value) === 4 + present(nodeCosts) + present(at)
  );
}

function isCosts(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const key in value) if (!isAmount(value[key])) return false;
  return true;
}

function isExecutionComplete(value: Fields): boolean {
  const { results, status, error, duration_ms: durationMs, spent, at } = value;
  return (
    isObject(results) &&
    (status === undefined || status === "completed" || status === "failed" || status === "cancelled" || status === "timed_out") &&
    (error === undefined || isErrorDetail(error)) &&
    isOptionalAmount(durationMs) &&
    isOptionalAmount(spent) &&
    isOptionalMoment(at) &&
    countKeys(value) === 2 + present(status) + present(error) + present(durationMs) + present(spent) + present(at)
  );
}

function isHumanGateWaiting(value: Fields): boolean {
  const { node_id: nodeId, presentation, gate_id: gateId, at } = value;
  return (
    typeof nodeId === "string" &&
    isPresentation(presentation) &&
    isOptionalText(gateId, 1, 256) &&
    isOptionalMoment(at) &&
    countKeys(value) === 3 + present(gateId) + present(at)
  );
}

function isPresentation(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { title, summary, choices, response_schema: schema, expires_at: expiresAt, default_decision: decision } = value;
  return (
    isOptionalText(title) &&
    isOptionalText(summary) &&
    (choices === undefined || isChoices(choices)) &&
    (schema === undefined || typeof schema === "boolean" || isObject(schema)) &&
    isOptionalMoment(expiresAt) &&
    (decision === undefined || isDecision(decision))
  );
}

function isChoices(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 1 || value.length > 16) return false;
  for (const choice of value as unknown[]) {
    if (!isChoice(choice)) return false;
  }
  return true;
}

function isChoice(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { decision, label, summary } = value;
  return (
    isDecision(decision) && isOptionalText(label) && isOptionalText(summary) && countKeys(value) === 1 + present(label) + present(summary)
  );
}

function isDecision(value: unknown): boolean {
  return value === "approve" || value === "reject" || value === "modify";
}

function isErrorEvent(value: Fields): boolean {
  const { node_id: nodeId, message, code, details, at } = value;
  return (
    isOptionalText(nodeId) &&
    typeof message === "string" &&
    isOptionalText(code, 0, 128) &&
    isOptionalMoment(at) &&
    countKeys(value) === 2 + present(nodeId) + present(code) + present(details) + present(at)
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns true if an object has only known keys, by comparing the number of all keys with that of the known keys. */
function countKeys(value: Fields): number {
  let count = 0;
  for (const _ in value) count++;
  return count;
}

function present(value: unknown): 0 | 1 {
  return value === undefined ? 0 : 1;
}

function isText(value: unknown, min = 0, max = Infinity): boolean {
  return typeof value === "string" && value.length >= min && (value.length <= max || Array.from(value).length <= max);
}

function isOptionalText(value: unknown, min = 0, max = Infinity): boolean {
  return value === undefined || isText(value, min, max);
}

function isInteger(value: unknown, min: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min;
}

function isOptionalCount(value: unknown): boolean {
  return value === undefined || isInteger(value, 0);
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value < Infinity;
}

function isOptionalAmount(value: unknown): boolean {
  return value === undefined || isAmount(value);
}

function isOptionalMoment(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && isMoment(value));
}

function isMoment(text: string): boolean {
  if (!dateTime.test(text)) return false;
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const month = Number(text.slice(5, 7));
  return day <= (daysOfMonth[month - 1] ?? 0) && (month !== 2 || isLeapYear(Number(text.slice(0, 4))));
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
