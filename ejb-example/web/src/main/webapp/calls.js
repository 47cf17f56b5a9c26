// Calls through the example's server. A request is {kind, topic, server, method, timeoutMillis}; its arguments are JSON as text, so that
// large integers keep their digits.

/** What is wrong with arguments; empty if nothing is. */
export function problemOf(argsText) {
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

/** The server's answer, or one that says why there is none. */
export async function send(request, argsText) {
  const head = JSON.stringify(request);
  let response;
  try {
    response = await fetch("api/calls", {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: `${head.slice(0, -1)},"args":${argsText}}`,
    });
  } catch (error) {
    return {outcome: "unreachable", message: `This application's server does not answer: ${error.message}`};
  }
  try {
    return await response.json();
  } catch {
    return {outcome: "error", message: `The application's server answered ${response.status} without an explanation; see its log.`};
  }
}

export function isGood(answer) {
  return answer.outcome === "result" || answer.outcome === "sent";
}

/** Who serves it, in words. A reply does not say that; a server may tell by a method "who", as the example's does. */
export async function serverOf(request) {
  const answer = await send({...request, kind: "call", method: "who", timeoutMillis: 2000}, "{}");
  if (answer.outcome !== "result") {
    return "the server has no method “who” to tell what it is";
  }
  const who = answer.result;
  return who?.runtime ? `served by ${who.runtime}, process ${who.processId} on ${who.host}` : `served by ${answer.text}`;
}

/** The address of the page with its form filled so. Nothing is sent by opening it. */
export function linkTo(request, argsText) {
  return `#${new URLSearchParams({...request, args: argsText})}`;
}

/** What an address says, by names; null if it says nothing. */
export function linked(hash) {
  const said = new URLSearchParams(hash.slice(1));
  return said.has("topic") && said.has("method") ? Object.fromEntries(said) : null;
}
