"use strict";

// Everything that comes from outside is put in with textContent: it is shown, never interpreted.

const addForm = document.getElementById("add-form");
const callForm = document.getElementById("call-form");
const argsError = document.getElementById("args-error");
const answers = document.getElementById("answers");
const clear = document.getElementById("clear");
const empty = document.getElementById("empty");

addForm.addEventListener("submit", (event) => {
  event.preventDefault();
  // the digits go as typed: a browser's numbers end at 2^53
  const number = (name) => addForm.elements[name].value.trim().replace(/^(-?)0+(?=\d)/, "$1");
  const request = { kind: "call", topic: "calculator", method: "add", server: "", timeoutMillis: 10000 };
  submit(addForm, request, `{"a": ${number("a")}, "b": ${number("b")}}`);
});

callForm.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = (name) => callForm.elements[name].value.trim();
  const argsText = field("args") || "{}";
  const problem = problemOf(argsText);
  argsError.textContent = problem;
  callForm.elements.args.setAttribute("aria-invalid", String(problem !== ""));
  if (problem) {
    callForm.elements.args.focus();
    return;
  }
  const request = {
    kind: field("kind"),
    topic: field("topic"),
    server: field("server"),
    method: field("method"),
    timeoutMillis: Number(field("timeoutMillis")),
  };
  submit(callForm, request, argsText);
});

for (const example of document.querySelectorAll(".examples button")) {
  example.addEventListener("click", () => {
    callForm.elements.topic.value = example.dataset.topic || "calculator";
    callForm.elements.server.value = "";
    callForm.elements.method.value = example.dataset.method;
    callForm.elements.args.value = example.dataset.args;
    callForm.elements.kind.value = "call";
    callForm.requestSubmit();
  });
}

clear.addEventListener("click", () => {
  answers.replaceChildren();
  clear.hidden = true;
  empty.hidden = false;
});

function problemOf(argsText) {
  try {
    const args = JSON.parse(argsText);
    if (args === null || typeof args !== "object" || Array.isArray(args)) {
      return 'Arguments must be a JSON object, for example {"a": 2, "b": 3}.';
    }
    return "";
  } catch (error) {
    return `Arguments are not valid JSON: ${error.message}`;
  }
}

async function submit(form, request, argsText) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    const answer = await send(request, argsText);
    const item = show(request, argsText, answer);
    if (answer.outcome === "result" || answer.outcome === "failed") {
      await showServer(item, request);
    }
  } finally {
    button.disabled = false;
  }
}

async function send(request, argsText) {
  // the arguments are spliced in as text, so that large integers keep their digits
  const head = JSON.stringify(request);
  const body = `${head.slice(0, -1)},"args":${argsText}}`;
  let response;
  try {
    response = await fetch("api/calls", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
  } catch (error) {
    return { outcome: "unreachable", message: `This application's server does not answer: ${error.message}` };
  }
  try {
    return await response.json();
  } catch (error) {
    return { outcome: "error", message: `The application's server answered ${response.status} without an explanation; see its log.` };
  }
}

const outcomes = {
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

function show(request, argsText, answer) {
  const good = answer.outcome === "result" || answer.outcome === "sent";
  const item = element("li", good ? "good" : "bad");

  const title = element("h3");
  const where = request.server ? `${request.topic}.${request.server}` : request.topic;
  title.append(element("code", "", `${where}: ${request.method}`));
  item.append(title);

  const facts = element("p", "facts");
  facts.append(element("span", "outcome", outcomes[answer.outcome] || answer.outcome));
  if (answer.micros !== undefined) {
    facts.append(` · ${(answer.micros / 1000).toFixed(answer.micros < 10000 ? 2 : 0)} ms`);
  }
  item.append(facts);

  if (answer.outcome === "result") {
    item.append(element("pre", "", answer.text));
  } else if (answer.message) {
    const text = answer.class ? `${answer.class}: ${answer.message}` : answer.message;
    item.append(element("p", "message", text));
  }
  if (answer.trace) {
    item.append(fold(`Trace of the server (${answer.module || "module unknown"})`, answer.trace));
  }
  if (argsText.replace(/\s/g, "") !== "{}") {
    item.append(fold("Arguments", argsText));
  }

  answers.prepend(item);
  clear.hidden = false;
  empty.hidden = true;
  return item;
}

// A reply does not say who sent it. A server may tell by a method "who", as the example's does.
async function showServer(item, request) {
  const question = { ...request, kind: "call", method: "who", timeoutMillis: 2000 };
  const answer = await send(question, "{}");
  const facts = item.querySelector(".facts");
  if (answer.outcome === "result" && answer.result && answer.result.runtime) {
    const who = answer.result;
    facts.append(` · served by ${who.runtime}, process ${who.processId} on ${who.host}`);
  } else if (answer.outcome === "result") {
    facts.append(` · served by ${answer.text}`);
  } else {
    facts.append(" · the server has no method “who” to tell what it is");
  }
}

function fold(title, text) {
  const details = element("details");
  details.append(element("summary", "", title), element("pre", "", text));
  return details;
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) {
    node.className = className;
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}
