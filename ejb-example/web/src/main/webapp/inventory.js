// The list of servers: the example's server sends it whenever it has changed.
import {busy, element} from "./dom.js";

const inventoryStatus = document.getElementById("inventory-status");
const samplesError = document.getElementById("samples-error");
const sendSamples = document.getElementById("send-samples");
const servers = document.getElementById("servers");

const events = new EventSource("api/inventory/events");
events.addEventListener("inventory", (event) => showInventory(JSON.parse(event.data)));
events.addEventListener("error", () => {
  // it connects again by itself, unless it was refused
  inventoryStatus.textContent = events.readyState === EventSource.CLOSED
    ? "The list is not available; see the log of the application’s server."
    : "The application’s server does not answer; trying again.";
});

sendSamples.addEventListener("click", () => busy(sendSamples, async () => {
  samplesError.textContent = await problemOfSamples();
}));

async function problemOfSamples() {
  try {
    const response = await fetch("api/inventory/samples", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    const answer = await response.json();
    return answer.outcome === "sent" ? "" : `Not sent: ${answer.message}`;
  } catch (error) {
    return `Not sent: ${error.message}`;
  }
}

function showInventory(inventory) {
  if (inventory.message) {
    inventoryStatus.textContent = inventory.message;
    return;
  }
  const { existing, deleted } = inventory;
  const shown = inventory.servers.length;
  inventoryStatus.textContent = existing + deleted === 0
    ? "No notification heard yet."
    : `${existing} ${existing === 1 ? "server" : "servers"}, ${deleted} deleted`
      + (shown < existing + deleted ? `; the ${shown} last heard of:` : "");
  servers.closest(".scroll").hidden = shown === 0;

  const rows = new Map(Array.from(servers.children, (row) => [row.dataset.id, row]));
  servers.replaceChildren(...inventory.servers.map((server) => rowOf(server, rows.get(server.id))));
}

// A row that has not changed stays as it is, so that a reader does not lose the place.
function rowOf(server, old) {
  const content = JSON.stringify(server);
  if (old && old.dataset.content === content) {
    old.classList.remove("changed");
    return old;
  }
  const row = element("tr", "changed");
  row.dataset.id = server.id;
  row.dataset.content = content;
  row.dataset.state = server.state || "";
  const name = element("th", "", server.name || server.id);
  name.scope = "row";
  name.title = server.id;
  const state = element("td");
  state.append(element("span", "state", server.state || "unknown"));
  if (server.task) {
    state.append(element("small", "", server.task));
  }
  const flavor = element("td", "", server.flavor || "");
  if (server.vcpus !== null) {
    flavor.append(element("small", "", `${server.vcpus} vCPU, ${server.memoryMb} MiB, ${server.diskGb} GiB`));
  }
  const heard = element("td", "", new Date(server.at).toLocaleTimeString());
  heard.append(element("small", "", server.event));
  row.append(name, state, element("td", "", server.host || ""), flavor, element("td", "", server.addresses || ""), heard);
  return row;
}
