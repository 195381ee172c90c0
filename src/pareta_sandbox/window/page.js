// Shows what the sandbox reports. All that comes from a client is set as text, never as markup.
"use strict";

const MAX_ROWS = 200;
const rows = new Map();

const byId = (id) => document.getElementById(id);
const dollars = (microUsd, digits = 6) =>
  `$${(microUsd / 1e6).toLocaleString("en", { maximumFractionDigits: digits })}`;
const count = (number) => number.toLocaleString("en");

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function classOf(status) {
  if (["live", "completed"].includes(status)) return "good";
  return ["failed", "stopped", "cancelled"].includes(status) ? "bad" : "busy";
}

function statusCell(exchange) {
  if (exchange.status === null) return element("td", exchange.seconds === null ? "…" : "none", "busy");
  return element("td", exchange.status, exchange.status < 400 ? "good" : "bad");
}

function time(seconds) {
  if (seconds === null) return "open";
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

function row(exchange) {
  const made = document.createElement("tr");
  const request = element("td", `${exchange.method} ${exchange.path}`);
  request.title = [exchange.operation, exchange.request_id].filter(Boolean).join(" · ");
  if (exchange.message) request.append(element("span", exchange.message, "note"));
  made.append(element("td", exchange.number), request, statusCell(exchange), element("td", time(exchange.seconds)));
  return made;
}

function showExchanges(exchanges) {
  const body = byId("exchanges").tBodies[0];
  for (const exchange of exchanges) {
    const made = row(exchange);
    const before = rows.get(exchange.number);
    if (before) before.replaceWith(made);
    else body.prepend(made);
    rows.set(exchange.number, made);
  }
  for (const [number, old] of rows) {
    if (rows.size <= MAX_ROWS) break;
    old.remove();
    rows.delete(number);
  }
  byId("exchanges").hidden = rows.size === 0;
  byId("no-requests").hidden = rows.size > 0;
}

function list(id, items, empty) {
  const made = items.map(({ text, status = "", note = "" }) => {
    const item = element("li", text);
    if (status) item.append(" ", element("span", status, classOf(status)));
    if (note) item.append(element("span", note, "note"));
    return item;
  });
  byId(id).replaceChildren(...(made.length ? made : [element("li", empty, "empty")]));
}

function faultItem({ operation, times, after, seconds, in_turn, times_applied: used, ...effect }) {
  const settings = Object.entries(effect).map(([name, value]) =>
    `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`);
  const limits = [
    times === null ? `used ${count(used)}, without a limit` : `used ${count(used)} of ${count(times)}`,
    after && `from request ${count(after + 1)} on`,
    seconds !== null && `for ${seconds} s`,
    in_turn && "once the rule above is used up",
  ];
  return { text: [operation, ...settings].join(" "), note: limits.filter(Boolean).join(", ") };
}

function showState(state) {
  byId("requests").textContent = count(state.requests);
  byId("billed").textContent = `${dollars(state.total_micro_usd)}, ${count(state.bills)} ${state.bills === 1 ? "bill" : "bills"}`;
  byId("balance").textContent = dollars(state.balance_micro_usd, state.balance_micro_usd < 1e6 ? 6 : 2);
  byId("runs").textContent =
    count(state.runs) + (state.active_runs ? `, ${count(state.active_runs)} active` : "");
  byId("faults-applied").textContent = count(state.faults_applied);
  byId("speed").textContent = `× ${state.speed}, seed ${state.seed}`;
  list("endpoints", state.endpoints.map((one) => ({
    text: one.id, status: one.status, note: `${one.model} for ${one.task}`,
  })), "none");
  list("latest-runs", state.latest_runs.map((one) => ({
    text: one.id, status: one.status, note: one.processor,
  })), "none");
  list("ledger", state.ledger.map((one) => ({
    text: `${one.operation_id} ${dollars(one.micro_usd)}`, note: one.key ? `key ${one.key}` : one.request_id,
  })), "nothing was billed");
  list("faults", state.faults.map(faultItem), "none");
}

byId("environment").textContent = [
  "export PARETA_API_KEY=pareta_sk_test", `export PARETA_BASE_URL=${location.origin}`,
  "export PARALLEL_API_KEY=test", `export PARALLEL_BASE_URL=${location.origin}`,
].join("\n");

const events = new EventSource("/_sandbox/window/events");
events.addEventListener("open", () => {
  rows.clear();
  byId("exchanges").tBodies[0].replaceChildren();
  byId("connection").textContent = "live";
});
events.addEventListener("error", () => { byId("connection").textContent = "the sandbox does not respond"; });
events.addEventListener("exchanges", (event) => showExchanges(JSON.parse(event.data)));
events.addEventListener("state", (event) => showState(JSON.parse(event.data)));
