// The course of the last minutes, drawn by uPlot.
import uPlot from "./uplot/uPlot.esm.js";

const MOST_POINTS = 300;
const HEIGHT = 170;
const MILLIS = 1000;

/** A point is: milliseconds, served, failed, calls, waiting, p50, p95, p99, and by the names of beans p50 and p99 of their methods. */
const CHARTS = [
  {name: "rate", digits: 1, lines: [
    {label: "served", color: "--line-1", of: point => point[1]},
    {label: "failed", color: "--line-2", dash: [6, 3], of: point => point[2]},
    {label: "called", color: "--line-3", dash: [2, 3], of: point => point[3]},
  ]},
  {name: "latency", digits: 1, lines: [
    {label: "50 of 100", color: "--line-1", of: point => point[5]},
    {label: "95 of 100", color: "--line-3", dash: [2, 3], of: point => point[6]},
    {label: "99 of 100", color: "--line-2", dash: [6, 3], of: point => point[7]},
  ]},
  {name: "waiting", digits: 0, lines: [
    {label: "waiting", color: "--line-1", of: point => point[4]},
  ]},
];

/** How long the methods of a bean take. */
export function methodLines(name) {
  return [
    {label: "50 of 100", color: "--line-1", of: point => point[8][name]?.[0]},
    {label: "99 of 100", color: "--line-2", dash: [6, 3], of: point => point[8][name]?.[1]},
  ];
}

export class Charts {
  #charts = CHARTS.map(({name, lines, digits}) =>
    new Chart(document.getElementById(`${name}-legend`), document.getElementById(`${name}-chart`), lines, digits));

  /** What is drawn, the oldest first. */
  points = [];

  /** Begins with what the server has kept. */
  start({points, methods}) {
    const beans = Object.entries(methods);
    this.points = points.map((point, index) => [...point, Object.fromEntries(beans.map(([name, course]) => [name, course[index]]))]);
    this.#draw();
  }

  add(point, beans) {
    this.points.push([...point, Object.fromEntries(beans.map(({name, methods}) => [name, methods]))]);
    if (this.points.length > MOST_POINTS) {
      this.points.shift();
    }
    this.#draw();
  }

  #draw() {
    this.#charts.forEach(chart => chart.draw(this.points));
  }
}

/** Those that are seen: what is closed, or gone, costs nothing. */
const seen = new Set();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => seen.forEach(chart => chart.build()));

/** Some lines, and a legend with their newest values. */
export class Chart {
  #place;
  #lines;
  #digits;
  #values;
  #points = [];
  #plot;

  constructor(legend, place, lines, digits) {
    this.#place = place;
    this.#lines = lines;
    this.#digits = digits;
    this.#values = lines.map(line => legendOf(legend, line));
    new ResizeObserver(() => this.#resize()).observe(place);
    place.closest("details")?.addEventListener("toggle", () => this.#resize());
  }

  draw(points) {
    this.#points = points;
    const newest = points.at(-1);
    this.#lines.forEach(({of}, index) => {
      this.#values[index].textContent = (newest && of(newest))?.toFixed(this.#digits) ?? "–";
    });
    this.#plot?.setData(this.#data());
  }

  /** Anew: the colours may be others. */
  build() {
    this.#plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const axis = {stroke: color("--soft"), grid: {stroke: color("--line"), width: 1}, ticks: {show: false}};
    this.#plot = new uPlot({
      width: this.#place.clientWidth,
      height: HEIGHT,
      legend: {show: false},
      cursor: {show: false},
      scales: {y: {range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)]}},
      axes: [{...axis, space: 50, size: 30, values: (_plot, seconds) => seconds.map(clock)}, {...axis, size: 46}],
      series: [{}, ...this.#lines.map(line => ({
        label: line.label, stroke: color(line.color), width: 2, dash: line.dash, points: {show: false},
      }))],
    }, this.#data(), this.#place);
  }

  #data() {
    return [this.#points.map(point => point[0] / MILLIS), ...this.#lines.map(({of}) => this.#points.map(point => of(point) ?? null))];
  }

  #resize() {
    const width = this.#place.clientWidth;
    if (width === 0 || !this.#place.checkVisibility()) {
      this.#plot?.destroy();
      this.#plot = undefined;
      seen.delete(this);
    } else if (this.#plot) {
      this.#plot.setSize({width, height: HEIGHT});
    } else {
      this.build();
      seen.add(this);
    }
  }
}

/** 09:41, and the seconds where they tell one label from the next. */
function clock(seconds) {
  return new Date(seconds * MILLIS).toLocaleTimeString("en", {hour12: false}).replace(/:00$/, "");
}

/** A line's item; returned is where its newest value goes. */
function legendOf(legend, line) {
  const item = document.createElement("li");
  const value = document.createElement("span");
  item.className = `legend-${line.color.slice(2)}`;
  value.className = "value";
  item.append(`${line.label} `, value);
  legend.append(item);
  return value;
}
