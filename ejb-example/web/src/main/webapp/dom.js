// Everything that comes from outside is put in with textContent: it is shown, never interpreted.

export function element(name, className = "", text = "") {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
}

export function fold(title, text) {
  const details = element("details");
  details.append(element("summary", "", title), element("pre", "", text));
  return details;
}

/** Works once at a time for a button, which keeps the focus: disabled, it would lose it. */
export async function busy(button, work) {
  if (button.getAttribute("aria-disabled") === "true") {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
