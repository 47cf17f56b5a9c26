// One card for each thing that the adapter shows. What has not changed is not touched, so that focus and selection stay.
import {Chart, methodLines} from "./charts.js";

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const GOOD = new Set(["ACTIVE", "OPEN"]);

/** What a card shows of each type: a label and an attribute, or what is made of all attributes. */
const TYPES = {
  Activation: {
    title: bean => short(bean.key.bean),
    subtitle: bean => bean.key.server,
    always: [["runs", "InFlight"], ["waits", "Waiting"], ["served", "Served"], ["failed", "Failed"]],
    // as 0 they tell nothing
    sometimes: [["half within, ms", "MethodMillis50"], ["99 of 100, ms", "MethodMillis99"], ["longest, ms", "MethodMillisMax"],
      ["came twice", "Duplicates"], ["expired", "Expired"], ["rejected", "Rejected"], ["refused", "Refused"],
      ["dead", "Dead"], ["replies kept", "KeptReplies"], ["replies sent again", "ResentReplies"], ["replies lost", "LostReplies"],
      ["set aside", "SetAside"], ["pauses by itself", "Pauses"], ["tries again", "NextAttempt"], ["last error", "LastError"]],
    actions: bean => bean.attributes.State === "PAUSED" || bean.attributes.State === "PROBING" ? ["resume"] : ["pause"],
  },
  Link: {
    title: bean => bean.key.name,
    subtitle: bean => `${bean.attributes.Direction}, ${bean.attributes.Address ?? bean.attributes.Hosts}, virtual host ${bean.attributes.VirtualHost}`,
    always: [["channels", "Channels"], ["sharers", "Sharers"]],
    sometimes: [["calls that wait", "PendingCalls"], ["oldest, ms", "OldestCallMillis"], ["reconnects", "Reconnects"],
      ["undelivered", "UndeliveredSends"], ["tries again", "NextAttempt"], ["last error", "LastError"]],
  },
  Client: {
    title: bean => bean.attributes.Hosts ?? bean.key.hosts,
    subtitle: bean => `virtual host ${bean.attributes.VirtualHost}, exchange ${bean.attributes.ControlExchange}`,
    always: [["calls", "Calls"], ["answered", "CallsAnswered"], ["wait", "CallsInFlight"],
      ["connections opened", "ConnectionsOpened"]],
    sometimes: [["half within, ms", "CallMillis50"], ["99 of 100, ms", "CallMillis99"], ["longest, ms", "CallMillisMax"],
      ["casts", "CastsSent"], ["fanouts", "FanoutsSent"], ["notifications", "NotificationsSent"],
      ["calls failed", "CallFailures"], ["sends failed", "SendFailures"], ["retried", "Retried"],
      ["connections lost", "ConnectionsLost"], ["connections refused", "ConnectionsRefused"]],
  },
  DeadLetterQueue: {
    title: bean => bean.key.queue,
    subtitle: () => "queue of dead letters",
    always: [["put back", "Returned"], ["dropped", "Dropped"], ["each at most", "ReturnLimit"]],
    sometimes: [],
    actions: () => ["list", "putBackAll"],
    someActions: ["putBackSome", "dropSome"],
  },
};

const LABELS = {
  pause: "Pause", resume: "Resume", list: "Look at letters", putBackAll: "Put all back", putBack: "Put back", drop: "Drop",
  putBackSome: "Put these back", dropSome: "Drop these",
};
const QUESTIONS = {
  drop: () => "Drop this letter? It is gone for good.",
  dropSome: ({name}) => `Drop all letters that fit ${name}? They are gone for good.`,
};
const SECONDS_PER_MINUTE = 60;
const MOST_LETTERS = 100; // that the server tells of

function short(className) {
  return className.slice(className.lastIndexOf(".") + 1);
}

/** Several equal ones are numbered. */
function numbered(title, bean) {
  return bean.key.id && bean.key.id !== "1" ? `${title} (${bean.key.id})` : title;
}

function text(value) {
  if (typeof value === "number") {
    return Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(1);
  }
  if (typeof value === "object") {
    return Object.entries(value).filter(([, number]) => number !== 0)
      .map(([name, number]) => `${name.toLowerCase().replaceAll("_", " ")} ${number}`).join(", ");
  }
  return INSTANT.test(value) ? new Date(value).toLocaleTimeString("en", {hour12: false}) : String(value);
}

function isTelling(value) {
  return value !== undefined && value !== null && value !== 0 && text(value) !== "";
}

function element(tag, className, content = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}

/** An input with its name and what else is to be known. */
function field(label, hint, properties) {
  const made = element("label", "", `${label} `);
  const input = Object.assign(document.createElement("input"), properties);
  made.append(element("small", "", hint), input);
  return {label: made, input};
}

function setText(target, content) {
  if (target.textContent !== content) {
    target.textContent = content;
  }
}

export class Cards {
  #cards = new Map();
  #operate;
  #made = 0;

  /** operate runs an operation of a bean and returns what it returned; undefined if it failed. */
  constructor(operate) {
    this.#operate = operate;
  }

  /** points are those of the charts. */
  show(beans, readOnly, points) {
    const names = new Set(beans.map(bean => bean.name));
    for (const [name, card] of this.#cards) {
      if (!names.has(name)) {
        card.remove();
        this.#cards.delete(name);
      }
    }
    for (const bean of beans.filter(({type}) => type in TYPES)) {
      let card = this.#cards.get(bean.name);
      if (!card) {
        card = new Card(`card-${++this.#made}`, bean, this.#operate);
        this.#cards.set(bean.name, card);
      }
      card.show(bean, readOnly, points);
    }
    for (const type of Object.keys(TYPES)) {
      const list = document.getElementById(type);
      const empty = list.previousElementSibling;
      if (empty.classList.contains("empty")) {
        empty.hidden = list.childElementCount > 0;
      } else { // nothing to be missed
        list.parentElement.hidden = list.childElementCount === 0;
      }
    }
  }

  /** Those that are red, or those of which something is to be known. */
  withFindings(bad) {
    return [...this.#cards.values()].filter(card => card.level === (bad ? "bad" : "notice"));
  }
}

class Card {
  #root;
  #state;
  #facts = element("dl", "facts");
  #methods = element("div", "methods");
  #chart;
  #findings = element("div", "findings");
  #actions = element("div", "actions");
  #some = document.createElement("details");
  #outcome = element("p", "hint outcome");
  #letters = element("ul", "letters");
  #type;
  #bean;
  #operate;

  constructor(id, bean, operate) {
    this.id = id;
    this.title = numbered(TYPES[bean.type].title(bean), bean);
    this.#bean = bean.name;
    this.#type = TYPES[bean.type];
    this.#operate = operate;
    this.#root = element("li", "card");
    this.#root.id = id;
    this.#root.tabIndex = -1; // a link leads here
    const heading = element("h3", "", this.title);
    heading.id = `${id}-title`;
    this.#state = element("span", "state");
    const top = element("div", "top");
    top.append(heading, this.#state);
    this.#root.append(top, element("p", "subtitle", this.#type.subtitle(bean)), this.#findings, this.#facts, this.#methods, this.#actions, this.#some, this.#outcome, this.#letters);
    this.#outcome.setAttribute("role", "status");
    this.#methods.hidden = true;
    this.#some.hidden = true;
    if (this.#type.someActions) {
      this.#makeFilter();
    }
    document.getElementById(bean.type).append(this.#root);
  }

  remove() {
    this.#root.remove();
  }

  show(bean, readOnly, points) {
    this.reason = bean.findings.find(({bad}) => bad)?.reason ?? bean.findings[0]?.reason;
    this.level = bean.findings.some(({bad}) => bad) ? "bad" : bean.findings.length > 0 ? "notice" : "good";
    this.#root.dataset.level = this.level;
    setText(this.#root.querySelector(".subtitle"), this.#type.subtitle(bean));
    setText(this.#state, bean.attributes.State ?? "");
    this.#state.dataset.good = GOOD.has(bean.attributes.State);
    this.#showFindings(bean.findings);
    this.#showFacts(bean);
    this.#showMethods(bean, points);
    this.#showActions(readOnly ? [] : this.#type.actions?.(bean) ?? []);
    this.#some.hidden = readOnly || !this.#type.someActions;
    if (readOnly) {
      this.#hideLetters();
    }
  }

  #showFindings(findings) {
    const wanted = JSON.stringify(findings);
    if (this.#findings.dataset.shown !== wanted) {
      this.#findings.dataset.shown = wanted;
      this.#findings.replaceChildren(...findings.map(({bad, reason, remedy}) => {
        const finding = element("p", bad ? "finding bad" : "finding");
        finding.append(element("strong", "", reason), ` ${remedy}`);
        return finding;
      }));
    }
  }

  #showFacts({attributes, findings}) {
    const isSaid = name => name === "LastError" && findings.some(({reason}) => reason.includes(attributes.LastError.replace(/\.$/, "")));
    const facts = [...this.#type.always, ...this.#type.sometimes.filter(([, name]) => isTelling(attributes[name]) && !isSaid(name))]
      .filter(([, name]) => name in attributes);
    const wanted = facts.map(([, name]) => name).join();
    if (this.#facts.dataset.shown !== wanted) {
      this.#facts.dataset.shown = wanted;
      this.#facts.replaceChildren(...facts.map(([label, name]) => {
        const fact = element("div", typeof attributes[name] === "number" ? "" : "wide");
        fact.append(element("dt", "", label), element("dd", ""));
        return fact;
      }));
    }
    this.#facts.querySelectorAll("dd").forEach((value, index) => setText(value, text(attributes[facts[index][1]] ?? "–")));
  }

  /** How long its methods took lately, once one has ended; their course is drawn as long as it is open. */
  #showMethods({name, attributes}, points) {
    if (!this.#chart && !attributes.MethodMillisMax) {
      return;
    }
    if (!this.#chart) {
      const legend = element("ul", "legend");
      const course = document.createElement("details");
      const summary = element("summary", "", "The last five minutes");
      summary.setAttribute("aria-label", `${summary.textContent}: ${this.title}`);
      const place = element("div", "chart");
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", `Percentiles of the time that methods of ${this.title} take, over the last five minutes; the newest values are listed above`);
      course.append(summary, place);
      this.#methods.append(element("p", "hint", "Methods of the last ten seconds, in milliseconds"), legend, course);
      this.#methods.hidden = false;
      this.#chart = new Chart(legend, place, methodLines(name), 1);
    }
    this.#chart.draw(points);
  }

  #showActions(actions) {
    const wanted = actions.join();
    if (this.#actions.dataset.shown === wanted) {
      return;
    }
    const focused = this.#actions.contains(document.activeElement);
    this.#actions.dataset.shown = wanted;
    this.#actions.replaceChildren(...actions.map(action => this.#button(action)));
    if (focused) {
      this.#actions.querySelector("button")?.focus();
    }
  }

  #button(action, letter) {
    const button = element("button", "", LABELS[action]);
    button.type = "button";
    button.setAttribute("aria-label", `${LABELS[action]}: ${letter ? `${letter.name ?? letter.kind}, ${letter.id}` : this.title}`);
    button.addEventListener("click", () => this.#run(button, action, {id: letter?.id}));
    return button;
  }

  async #run(button, action, meant) {
    if (button.getAttribute("aria-disabled") === "true" || action in QUESTIONS && !confirm(QUESTIONS[action](meant))) {
      return;
    }
    button.setAttribute("aria-disabled", "true"); // disabled, it would lose the focus
    const result = await this.#operate(this.#bean, action, meant);
    button.removeAttribute("aria-disabled");
    if (action === "list") {
      this.#showLetters(result);
    } else if (this.#type === TYPES.DeadLetterQueue && result !== undefined) {
      const all = await this.#operate(this.#bean, "list");
      this.#showLetters(all, result);
    }
  }

  /** Which letters are meant, where it is not one, nor all. */
  #makeFilter() {
    const form = element("form", "filter");
    const name = field("Event type or method", "* stands for anything", {name: "name", value: "*", required: true, autocomplete: "off", spellcheck: false});
    const age = field("Dead for, in minutes", "at least", {name: "age", type: "number", min: 0, max: 1_000_000, step: 1, value: "0", required: true});
    const actions = element("div", "actions");
    for (const action of this.#type.someActions) {
      const button = element("button", "", LABELS[action]);
      button.type = "button";
      button.setAttribute("aria-label", `${LABELS[action]}: ${this.title}`);
      button.addEventListener("click", () => form.reportValidity() && this.#run(button, action, {
        name: name.input.value.trim(), olderThanSeconds: age.input.valueAsNumber * SECONDS_PER_MINUTE,
      }));
      actions.append(button);
    }
    form.addEventListener("submit", event => event.preventDefault());
    form.append(name.label, age.label, actions);
    this.#some.append(element("summary", "", "Some of them"), form);
  }

  #hideLetters() {
    setText(this.#outcome, "");
    delete this.#letters.dataset.shown;
    this.#letters.replaceChildren();
  }

  #showLetters(letters, outcome) {
    if (!letters) {
      return;
    }
    const items = () => letters.map(letter => {
      const item = element("li", "");
      item.append(
        element("strong", "", letter.name ?? letter.kind),
        element("span", "", [letter.reason, letter.exception, letter.queue && `from ${letter.queue}`, letter.died && new Date(letter.died).toLocaleString("en", {hour12: false}),
          letter.returned > 0 && `put back ${letter.returned} ${letter.returned === 1 ? "time" : "times"}`].filter(Boolean).join(" · ")),
        element("span", "fields", letter.fields?.join(" · ") ?? ""),
      );
      const buttons = element("div", "actions");
      buttons.append(this.#button("putBack", letter), this.#button("drop", letter));
      item.append(buttons);
      return item;
    });
    setText(this.#outcome, [
      outcome && `Done: ${outcome.done}, refused: ${outcome.refused}${outcome.problem ? ` (${outcome.problem})` : ""}.`,
      letters.length === 0 ? "No letters." : letters.length === 1 ? "One letter." : letters.length < MOST_LETTERS ? `${letters.length} letters, the oldest first.` : `The oldest ${letters.length} letters.`,
    ].filter(Boolean).join(" "));
    const wanted = JSON.stringify(letters);
    if (this.#letters.dataset.shown !== wanted) {
      this.#letters.dataset.shown = wanted;
      this.#letters.replaceChildren(...items());
    }
  }
}
