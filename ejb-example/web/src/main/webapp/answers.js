// The last answers, the newest first, as long as the tab is there.
import {element, fold} from "./dom.js";
import {isGood, linkTo} from "./calls.js";

const KEY = "rarebit.answers";
const MOST = 50;
const LONGEST_TEXT = 20_000;

const OUTCOMES = {
  result: "result",
  sent: "sent",
  failed: "the method failed",
  timeout: "no answer in time",
  undeliverable: "nobody serves this",
  invalid: "not a valid request",
  unavailable: "the broker is not available",
  unreachable: "the application is not available",
  error: "error",
};

const list = document.getElementById("answers");
const clear = document.getElementById("clear");
const empty = document.getElementById("empty");
const announcement = document.getElementById("announcement");

export class Answers {
  #entries = kept();
  #again;

  /** again is asked to call once more, with a request and its arguments. */
  constructor(again) {
    this.#again = again;
    list.append(...this.#entries.map(entry => this.card(entry)));
    clear.addEventListener("click", () => {
      this.#entries = [];
      this.#changed();
      list.replaceChildren();
    });
    this.#changed();
  }

  /** An entry is {request, argsText, answer, at, servedBy}. */
  add(entry) {
    this.#entries.unshift(entry);
    list.prepend(this.card(entry));
    if (this.#entries.length > MOST) {
      this.#entries.pop();
      list.lastElementChild.remove();
    }
    announcement.textContent = `${entry.request.method}: ${outcome(entry.answer)} ${entry.answer.text ?? entry.answer.message ?? ""}`.slice(0, 200);
    this.#changed();
  }

  /** Topics that were called, and methods that a topic has, as answers have told. */
  topics() {
    return this.#entries.filter(({answer}) => isKnown(answer)).map(({request}) => request.topic);
  }

  methods(topic) {
    return this.#entries.filter(({request, answer}) => request.topic === topic && isKnown(answer)).map(({request}) => request.method);
  }

  #changed() {
    clear.hidden = this.#entries.length === 0;
    empty.hidden = this.#entries.length > 0;
    keep(this.#entries);
  }

  /** What a list shows of an entry. */
  card({request, argsText, answer, at, servedBy}) {
    const item = element("li", isGood(answer) ? "good" : "bad");
    const title = element("h3");
    title.append(element("code", "", `${request.server ? `${request.topic}.${request.server}` : request.topic}: ${request.method}`));
    const facts = element("p", "facts");
    facts.append(element("span", "outcome", outcome(answer)));
    facts.append([
      answer.micros !== undefined && ` · ${(answer.micros / 1000).toFixed(answer.micros < 10_000 ? 2 : 0)} ms`,
      ` · ${new Date(at).toLocaleTimeString()}`,
      servedBy && ` · ${servedBy}`,
    ].filter(Boolean).join(""));
    item.append(title, facts);

    if (answer.outcome === "result") {
      item.append(element("pre", "", answer.text));
    } else if (answer.message) {
      item.append(element("p", "message", answer.class ? `${answer.class}: ${answer.message}` : answer.message));
    }
    if (answer.trace) {
      item.append(fold(`Trace of the server (${answer.module || "module unknown"})`, answer.trace));
    }
    if (argsText.replace(/\s/g, "") !== "{}") {
      item.append(fold("Arguments", argsText));
    }
    item.append(this.#actions(request, argsText));
    return item;
  }

  #actions(request, argsText) {
    const actions = element("div", "actions");
    const again = element("button", "plain", "Again");
    again.type = "button";
    again.setAttribute("aria-label", `Again: ${request.method}`);
    again.addEventListener("click", () => this.#again(again, request, argsText));
    const link = element("a", "", "Into the form");
    link.href = linkTo(request, argsText);
    link.setAttribute("aria-label", `Into the form: ${request.method}`);
    actions.append(again, link);
    return actions;
  }
}

function outcome(answer) {
  return OUTCOMES[answer.outcome] ?? answer.outcome;
}

/** Somebody serves it: a method that failed, for one, is there. */
function isKnown(answer) {
  return answer.outcome === "result" || answer.outcome === "failed" && !/NoSuchMethod|UnsupportedVersion/.test(answer.class);
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return []; // of another release, or the browser keeps nothing
  }
}

function keep(entries) {
  const text = JSON.stringify(entries, (name, value) => typeof value === "string" && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)} …` : value);
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // full, or forbidden: they are gone with the page
  }
}
