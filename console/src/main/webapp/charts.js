// The course of the last minutes, drawn by uPlot.
import uPlot from "./uplot/uPlot.esm.js";

const MOST_POINTS = 300;
const HEIGHT = 170;
const MILLIS = 1000;

/** A point is: milliseconds, served, failed, calls, waiting, p50, p95, p99. */
const CHARTS = [
  {name: "rate", digits: 1, lines: [
    {label: "served", column: 1, color: "--line-1"},
    {label: "failed", column: 2, color: "--line-2", dash: [6, 3]},
    {label: "called", column: 3, color: "--line-3", dash: [2, 3]},
  ]},
  {name: "latency", digits: 1, lines: [
    {label: "50 of 100", column: 5, color: "--line-1"},
    {label: "95 of 100", column: 6, color: "--line-3", dash: [2, 3]},
    {label: "99 of 100", column: 7, color: "--line-2", dash: [6, 3]},
  ]},
  {name: "waiting", digits: 0, lines: [
    {label: "waiting", column: 4, color: "--line-1"},
  ]},
];

export class Charts {
  #points = [];
  #plots = [];

  constructor() {
    this.#build();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#build());
    new ResizeObserver(() => this.#resize()).observe(document.querySelector(".charts"));
  }

  /** Begins with what the server has kept. */
  start(points) {
    this.#points = points;
    this.#draw();
  }

  add(point) {
    this.#points.push(point);
    if (this.#points.length > MOST_POINTS) {
      this.#points.shift();
    }
    this.#draw();
  }

  #build() {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    this.#plots.forEach(plot => plot.destroy());
    this.#plots = CHARTS.map(({name, lines}) => {
      const place = document.getElementById(`${name}-chart`);
      legend(name, lines);
      const axis = {stroke: color("--soft"), grid: {stroke: color("--line"), width: 1}, ticks: {show: false}};
      return new uPlot({
        width: place.clientWidth,
        height: HEIGHT,
        legend: {show: false},
        cursor: {show: false},
        scales: {y: {range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)]}},
        axes: [{...axis, space: 50, size: 30, values: (_plot, seconds) => seconds.map(clock)}, {...axis, size: 46}],
        series: [{}, ...lines.map(line => ({
          label: line.label, stroke: color(line.color), width: 2, dash: line.dash, points: {show: false},
        }))],
      }, this.#data(lines), place);
    });
    this.#draw();
  }

  #data(lines) {
    return [this.#points.map(point => point[0] / MILLIS), ...lines.map(line => this.#points.map(point => point[line.column]))];
  }

  #draw() {
    const newest = this.#points.at(-1);
    CHARTS.forEach(({name, lines, digits}, index) => {
      this.#plots[index].setData(this.#data(lines));
      document.querySelectorAll(`#${name}-legend .value`).forEach((value, line) => {
        const number = newest?.[lines[line].column];
        value.textContent = number === undefined || number === null ? "–" : number.toFixed(digits);
      });
    });
  }

  #resize() {
    this.#plots.forEach((plot, index) => plot.setSize({
      width: document.getElementById(`${CHARTS[index].name}-chart`).clientWidth, height: HEIGHT,
    }));
  }
}

/** 09:41, and the seconds where they tell one label from the next. */
function clock(seconds) {
  return new Date(seconds * MILLIS).toLocaleTimeString("en", {hour12: false}).replace(/:00$/, "");
}

function legend(name, lines) {
  document.getElementById(`${name}-legend`).replaceChildren(...lines.map(line => {
    const item = document.createElement("li");
    const value = document.createElement("span");
    item.className = `legend-${line.color.slice(2)}`;
    value.className = "value";
    item.append(`${line.label} `, value);
    return item;
  }));
}
