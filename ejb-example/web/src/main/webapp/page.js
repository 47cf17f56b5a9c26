// The forms: what is called, and what comes of it.
import {busy} from "./dom.js";
import {linked, linkTo, problemOf, send, serverOf} from "./calls.js";
import {Answers} from "./answers.js";
import {callMany} from "./many.js";

/** What the example's own bean serves, with arguments to begin with. */
const CALCULATOR = {
  add: '{"a": 2, "b": 3}',
  divide: '{"dividend": 7, "divisor": 2}',
  describe: '{"text": "Grüße, 世界 🌍"}',
  summarize: '{"series": {"name": "heights", "values": [1.62, 1.71, 1.85]}}',
  log: '{"line": "hello"}',
  who: "{}",
};

const addForm = document.getElementById("add-form");
const callForm = document.getElementById("call-form");
const argsError = document.getElementById("args-error");
const many = document.getElementById("many");
const link = document.getElementById("link");
const fields = callForm.elements;

const answers = new Answers((button, request, argsText) => busy(button, async () => {
  await call(request, argsText);
  document.querySelector("#answers li").scrollIntoView({block: "nearest"});
}));

addForm.addEventListener("submit", event => {
  event.preventDefault();
  // the digits go as typed: a browser's numbers end at 2^53
  const number = name => addForm.elements[name].value.trim().replace(/^(-?)0+(?=\d)/, "$1");
  const request = {kind: "call", topic: "calculator", server: "", method: "add", timeoutMillis: 10000};
  submit(addForm, request, `{"a": ${number("a")}, "b": ${number("b")}}`);
});

callForm.addEventListener("submit", event => {
  event.preventDefault();
  const argsText = checkedArguments();
  if (argsText !== null) {
    submit(callForm, request(), argsText);
  }
});

many.addEventListener("click", () => {
  const argsText = callForm.reportValidity() ? checkedArguments() : null;
  if (argsText !== null) {
    busy(many, () => callMany(request(), argsText));
  }
});

for (const example of document.querySelectorAll(".examples button")) {
  example.addEventListener("click", () => {
    fill({topic: "calculator", ...example.dataset});
    callForm.requestSubmit();
  });
}

fields.method.addEventListener("change", () => {
  const args = fields.topic.value.trim() === "calculator" ? CALCULATOR[fields.method.value.trim()] : undefined;
  if (args && Object.values(CALCULATOR).includes(fields.args.value.trim())) { // what a person has typed stays
    fields.args.value = args;
    formChanged();
  }
});
callForm.addEventListener("input", formChanged);
// also where the address is the same already, of which the browser tells nothing
document.addEventListener("click", event => {
  const wanted = linked(event.target.closest("a[href^='#']")?.hash ?? "");
  if (wanted && event.target !== link) {
    fill(wanted);
    fields.method.focus();
  }
});
addEventListener("hashchange", fillFromAddress);
fillFromAddress();
formChanged();

/** A link fills the form, and a person sends it. */
function fillFromAddress() {
  const wanted = linked(location.hash);
  if (wanted) {
    fill(wanted);
  }
}

function fill({topic, method, args, server = "", kind = "call", timeoutMillis = "10000"}) {
  Object.entries({topic, method, args: args ?? "{}", server, kind, timeoutMillis}).forEach(([name, value]) => {
    fields[name].value = value;
  });
  formChanged();
}

function request() {
  const field = name => fields[name].value.trim();
  return {
    kind: field("kind"),
    topic: field("topic"),
    server: field("server"),
    method: field("method"),
    timeoutMillis: Number(field("timeoutMillis")),
  };
}

/** Null if they are wrong, which the page says then. */
function checkedArguments() {
  const argsText = fields.args.value.trim() || "{}";
  const problem = problemOf(argsText);
  argsError.textContent = problem;
  fields.args.setAttribute("aria-invalid", String(problem !== ""));
  if (problem) {
    fields.args.focus();
    return null;
  }
  return argsText;
}

function formChanged() {
  link.href = linkTo(request(), fields.args.value.trim() || "{}");
  const topic = fields.topic.value.trim();
  const methods = [...new Set([...(topic === "calculator" ? Object.keys(CALCULATOR) : []), ...answers.methods(topic)])];
  offer("topics", [...new Set(["calculator", ...answers.topics()])]);
  offer("methods", methods);
  document.getElementById("methods-hint").textContent = methods.length > 0 ? `known: ${methods.join(", ")}` : "none is known of this topic yet";
}

function offer(id, values) {
  const offered = document.getElementById(id);
  if (offered.dataset.shown !== values.join()) {
    offered.dataset.shown = values.join();
    offered.replaceChildren(...values.map(value => Object.assign(document.createElement("option"), {value})));
  }
}

function submit(form, request, argsText) {
  return busy(form.querySelector("button[type=submit]"), async () => {
    const entry = await call(request, argsText);
    // where the list of answers is out of sight, as on a phone
    const latest = form.nextElementSibling;
    latest.replaceChildren(answers.card(entry));
    latest.scrollIntoView({block: "nearest"});
  });
}

async function call(request, argsText) {
  const answer = await send(request, argsText);
  const isServed = answer.outcome === "result" || answer.outcome === "failed";
  const servedBy = isServed ? await serverOf(request) : undefined;
  const entry = {request, argsText, answer, at: Date.now(), servedBy};
  answers.add(entry);
  formChanged();
  return entry;
}
