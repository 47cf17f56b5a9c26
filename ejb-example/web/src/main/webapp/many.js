// One call a thousand times, some of them at a time, and how long each took, drawn by uPlot while they come.
import {element} from "./dom.js";
import {isGood, send} from "./calls.js";

const CALLS = 1000;
const AT_A_TIME = 4; // a browser has six connections, and the list of servers holds one
const MOST_FAILURES = 20;
const HEIGHT = 200;
const REDRAW_MILLIS = 100;

const result = document.getElementById("many-result");
const status = document.getElementById("many-status");
const figures = document.getElementById("many-figures");
const place = document.getElementById("many-chart");
const stop = document.getElementById("many-stop");

let plot;
let millis = [];
let stopped = false;

stop.addEventListener("click", () => {
  stopped = true;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot && build());
new ResizeObserver(() => plot?.setSize({width: place.clientWidth, height: HEIGHT})).observe(place);

/** Calls until all are done, somebody stops it, or too many fail. */
export async function callMany(request, argsText) {
  result.hidden = false;
  stop.hidden = false;
  stopped = false;
  millis = [];
  const failures = [];
  let begun = 0;
  const start = performance.now();
  status.textContent = `Calling ${request.method} 1,000 times, ${AT_A_TIME} at a time …`;
  build();
  const timer = setInterval(() => show(failures.length, start), REDRAW_MILLIS);
  const caller = async () => {
    while (begun < CALLS && !stopped && failures.length < MOST_FAILURES) {
      begun++;
      const answer = await send(request, argsText);
      if (isGood(answer)) {
        millis.push(answer.micros / 1000);
      } else {
        failures.push(answer.message);
      }
    }
  };
  await Promise.all(Array.from({length: AT_A_TIME}, caller));
  clearInterval(timer);
  show(failures.length, start);
  stop.hidden = true;
  status.textContent = [
    `${request.method} was called ${begun.toLocaleString("en")} times${failures.length >= MOST_FAILURES ? ", and stopped since too many failed" : stopped ? ", and stopped" : ""}.`,
    failures.length > 0 && `The last failure: ${failures.at(-1)}`,
  ].filter(Boolean).join(" ");
}

function show(failed, start) {
  plot.setData([millis.map((_value, index) => index + 1), millis]);
  const sorted = [...millis].sort((one, other) => one - other);
  const share = part => sorted.length > 0 ? `${sorted[Math.ceil(part * sorted.length) - 1].toFixed(2)} ms` : "–";
  const seconds = (performance.now() - start) / 1000;
  const shown = [
    ["done", millis.length.toLocaleString("en")],
    ["failed", failed.toLocaleString("en")],
    ["calls per second", Math.round((millis.length + failed) / seconds).toLocaleString("en")],
    ["half within", share(0.5)],
    ["95 of 100", share(0.95)],
    ["99 of 100", share(0.99)],
    ["longest", share(1)],
  ];
  figures.replaceChildren(...shown.map(([label, value]) => {
    const figure = element("div");
    figure.append(element("dt", "", label), element("dd", "", value));
    return figure;
  }));
}

/** The colours are the page's, of the day or of the night. */
function build() {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  const axis = {stroke: color("--soft"), grid: {stroke: color("--line"), width: 1}, ticks: {show: false}};
  plot?.destroy();
  plot = new uPlot({
    width: place.clientWidth,
    height: HEIGHT,
    legend: {show: false},
    cursor: {show: false},
    scales: {x: {time: false, range: [0, CALLS]}, y: {range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)]}},
    axes: [{...axis, space: 60, size: 30}, {...axis, size: 46, values: (_plot, values) => values.map(value => `${value}`)}],
    series: [{}, {stroke: color("--chart"), fill: color("--chart"), paths: () => null, points: {show: true, size: 3, width: 0, fill: color("--chart")}}],
  }, [millis.map((_value, index) => index + 1), millis], place);
}
