// Shows what the server tells, each second. All texts come from elsewhere and are set as text.
import {Charts} from "./charts.js";
import {Cards} from "./cards.js";

// without what a person may have typed before the host: a request with a password in its address is refused
const api = new URL("api/", location.origin + location.pathname);
const RETRY_MILLIS = 5000;

const verdict = document.getElementById("verdict");
const problems = document.getElementById("problems");
const mode = document.getElementById("mode");
const failure = document.getElementById("failure");

const charts = new Charts();
const cards = new Cards(operate);

function setText(element, text) {
  if (element.textContent !== text) { // what is said again would be read out again
    element.textContent = text;
  }
}

async function operate(bean, operation, meant = {}) {
  try {
    const response = await fetch(new URL("operations", api), {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({bean, operation, ...meant}),
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.error);
    }
    setText(failure, "");
    return answer.result;
  } catch (error) {
    setText(failure, `${operation} did not work: ${error.message}`);
    return undefined;
  }
}

function show(state) {
  charts.add(state.point, state.beans);
  cards.show(state.beans, state.readOnly, charts.points);
  mode.hidden = !state.readOnly;
  setText(mode, "Read-only: start the server with -Drarebit.console.readOnly=false to pause, resume and put dead letters back.");

  const bad = cards.withFindings(true);
  const notices = cards.withFindings(false);
  const nothing = state.beans.length === 0;
  document.getElementById("summary").dataset.level = bad.length > 0 ? "bad" : notices.length > 0 || nothing ? "notice" : "good";
  setText(verdict, nothing ? "No adapter shows anything here: none is deployed, or none is used yet."
    : bad.length > 0 ? `${count(bad.length, "thing does", "things do")} not work`
    : notices.length > 0 ? `Everything works; ${count(notices.length, "thing", "things")} to know`
    : "Everything works");
  link([...bad, ...notices]);
}

function count(number, one, several) {
  return `${number} ${number === 1 ? one : several}`;
}

/** Leads to what needs somebody. Only what changes is touched, so that the focus stays where it is. */
function link(found) {
  const wanted = found.map(({id, title}) => `${id}\n${title}`).join("\n");
  if (problems.dataset.shown !== wanted) {
    problems.dataset.shown = wanted;
    problems.replaceChildren(...found.map(({id, title}) => {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      anchor.href = `#${id}`;
      anchor.textContent = title;
      item.append(anchor, " ", document.createElement("span"));
      return item;
    }));
  }
  problems.querySelectorAll("span").forEach((reason, index) => setText(reason, found[index].reason));
}

/** What is shown is out of date. */
function stale(reason) {
  document.body.classList.add("stale");
  document.getElementById("summary").dataset.level = "bad";
  setText(verdict, reason);
}

function listen() {
  const events = new EventSource(new URL("events", api));
  events.addEventListener("course", event => charts.start(JSON.parse(event.data)));
  events.addEventListener("state", event => {
    document.body.classList.remove("stale");
    show(JSON.parse(event.data));
  });
  events.addEventListener("trouble", event => stale(`The adapter cannot be looked at: ${JSON.parse(event.data)}. Trying again …`));
  events.addEventListener("error", () => {
    stale("The server does not tell anything: it is down, the console is undeployed, or too many look at once. Trying again …");
    if (events.readyState === EventSource.CLOSED) { // refused; the browser tries again by itself only after a loss
      setTimeout(listen, RETRY_MILLIS);
    }
  });
}

listen();
