"use strict";
const page = JSON.parse(document.getElementById("data").textContent);
/** The run that is shown. */
let data = page.runs[0];
const $ = (selector, within = document) => within.querySelector(selector);
const SVG = "http://www.w3.org/2000/svg";

// ---- small helpers ---------------------------------------------------------------------------------------------

/** An element with attributes and children; strings become text, so nothing in the data is ever read as markup. */
function make(tag, attributes = {}, ...children) {
  const svg = tag.startsWith("svg:");
  const element = svg ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat());
  return element;
}

/** Text with _{…} and ^{…} as subscripts and superscripts, and *…* in italics. */
function rich(text) {
  const parts = [];
  for (const [, script, inner, italic, plain] of text.matchAll(/([_^])\{([^}]*)\}|\*([^*]+)\*|([^_^*]+|[_^*])/g)) {
    if (script) parts.push(make(script === "_" ? "sub" : "sup", { text: inner }));
    else if (italic) parts.push(make("i", { text: italic }));
    else parts.push(plain);
  }
  return parts;
}

function number(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(digits))).replace("-", "−");
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const raised = [...String(Number(exponent))].map(c => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");
  return `${mantissa}×10${raised}`.replace("-", "−");
}
const degrees = angle => `${angle.toFixed(1).replace("-", "−")}°`;
const polar = ([re, im]) => `${number(Math.hypot(re, im))} ∠ ${degrees(Math.atan2(im, re) * 180 / Math.PI)}`;
const label = k => Array.isArray(k) ? `(${k.join(",")})` : typeof k === "object" ? `${k.irrep}: ${k.kind}${k.degree}` : String(k);
/** Whether the network is taken apart by irreps. */
const byIrreps = (run = data) => "irreps" in run.factorization;
const sitesOf = run => byIrreps(run) ? run.factorization.irreps : run.factorization.frequencies;
const orderOf = site => site.order ?? site.nodes.length;

const tip = $("#tip");
function showTip(event, text) {
  tip.textContent = text;
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const x = Math.min(event.clientX + 14, innerWidth - width - 6);
  const y = event.clientY + 18 + height > innerHeight ? event.clientY - height - 12 : event.clientY + 18;
  tip.style.left = `${Math.max(6, x)}px`;
  tip.style.top = `${y}px`;
}
const hideTip = () => { tip.hidden = true; };
function withTip(element, text) {
  element.addEventListener("pointermove", event => showTip(event, text));
  element.addEventListener("pointerleave", hideTip);
  return element;
}

// ---- light and dark --------------------------------------------------------------------------------------------

const redraws = [];
const system = matchMedia("(prefers-color-scheme: dark)");
let theme = null;
try { theme = localStorage.getItem("cogring-theme"); } catch { /* storage is off: follow the system */ }
let printing = false;
const isDark = () => !printing && (theme ? theme === "dark" : system.matches);
function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  $("#theme").textContent = isDark() ? "☀ Light" : "☾ Dark";
  redraws.forEach(redraw => redraw());
}
$("#theme").addEventListener("click", () => {
  theme = isDark() ? "light" : "dark";
  try { localStorage.setItem("cogring-theme", theme); } catch { /* not remembered */ }
  applyTheme();
});
system.addEventListener("change", applyTheme);
addEventListener("resize", () => redraws.forEach(redraw => redraw()));
// Paper is white: what is drawn in dark colours is drawn anew.
addEventListener("beforeprint", () => { document.documentElement.dataset.theme = "light"; printing = true; redraws.forEach(redraw => redraw()); });
addEventListener("afterprint", () => { printing = false; applyTheme(); });

// ---- what was trained ------------------------------------------------------------------------------------------

function showFacts() {
  $("#summary").replaceChildren(...data.summary.flatMap(part => part.strong ? [make("b", { text: part.text })] : rich(part.text)));
  $("#facts dl").replaceChildren(...data.facts.map(fact => make("div", {}, make("dt", { text: fact.name }), make("dd", { text: fact.value }))));
  $("#facts").hidden = data.facts.length === 0;
}

// ---- curves ----------------------------------------------------------------------------------------------------

/** Where an epoch lies on an axis from 0 to 1: logarithmic, and linear between 0 and the first other epoch. */
function epochScale(epochs) {
  const others = epochs.filter(epoch => epoch > 0);
  const first = Math.min(...others), last = Math.max(...others), zero = epochs.includes(0);
  const before = zero ? 0.12 : 0;
  const place = epoch => epoch < first ? before * epoch / first : before + (1 - before) * (last > first ? Math.log(epoch / first) / Math.log(last / first) : 0.5);
  return { first, last, zero, place };
}

const power = exponent => exponent === 0 ? "1" : exponent === 1 ? "10" : `10${[...String(exponent)].map(c => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("")}`;

/** The exponents of the powers of ten in a range, at most about `most` of them. */
function decades(low, high, most) {
  const all = [];
  for (let e = Math.ceil(Math.log10(low) - 1e-9); e <= Math.log10(high) + 1e-9; e++) all.push(e);
  const every = Math.ceil(all.length / most);
  return all.filter(e => e % every === 0);
}

function drawCurves(curve) {
  const series = [
    ["training pairs", "--train", point => point.train],
    ["held-out pairs", "--test", point => point.test],
  ].filter(([, , of]) => curve.points.some(of));
  const nameOf = name => series.length > 1 ? name : "all pairs";
  $("#curves .legend").replaceChildren(...series.map(([name, color]) => make("span", { style: `--color: var(${color})`, text: nameOf(name) })));
  const points = curve.points;
  const epochs = epochScale(points.map(point => point.epoch));
  const panel = (title, value, log, W) => {
    const H = 270, left = 58, right = 14, top = 26, bottom = 38;
    const svg = make("svg:svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${title} over epochs` });
    const values = points.flatMap(point => series.map(([, , of]) => of(point) && value(of(point)))).filter(v => v !== null && (!log || v > 0));
    const [v0, v1] = log ? [Math.min(...values) / 1.3, Math.max(...values) * 1.3] : [0, 1.03];
    const x = epoch => left + (W - left - right) * epochs.place(epoch);
    const y = v => H - bottom - (H - top - bottom) * (log ? Math.log(v / v0) / Math.log(v1 / v0) : (v - v0) / (v1 - v0));
    const text = (content, tx, ty, anchor, kind = "muted") => svg.append(make("svg:text", { x: tx, y: ty, "text-anchor": anchor, class: kind, text: content }));
    const mark = (epoch, length) => svg.append(make("svg:line", { x1: x(epoch), x2: x(epoch), y1: H - bottom, y2: H - bottom + length, class: "axis" }));
    text(title, left, 15, "start", "");
    const labels = decades(epochs.first, epochs.last, W / 60).map(e => [10 ** e, power(e)]);
    if (epochs.zero) labels.unshift([0, "0"]);
    for (const [epoch, name] of labels) { mark(epoch, 5); text(name, x(epoch), H - bottom + 18, "middle"); }
    for (const e of decades(epochs.first / 10, epochs.last, 99)) {
      for (let m = 2; m < 10; m++) if (m * 10 ** e > epochs.first && m * 10 ** e < epochs.last) mark(m * 10 ** e, 3);
    }
    text("epoch", (left + W - right) / 2, H - 4, "middle");
    const ticks = log ? decades(v0, v1, 6).map(e => [10 ** e, power(e)]) : [0, 0.25, 0.5, 0.75, 1].map(v => [v, `${100 * v} %`]);
    for (const [v, name] of ticks) {
      svg.append(make("svg:line", { x1: left, x2: W - right, y1: y(v), y2: y(v), class: "grid" }));
      text(name, left - 7, y(v) + 4, "end");
    }
    svg.append(make("svg:line", { x1: left, x2: W - right, y1: H - bottom, y2: H - bottom, class: "axis" }));
    for (const [, color, of] of series) {
      const visible = points.filter(point => of(point) && (!log || value(of(point)) > 0));
      const path = visible.map((point, at) => `${at ? "L" : "M"}${x(point.epoch).toFixed(1)} ${y(value(of(point))).toFixed(1)}`).join("");
      svg.append(make("svg:path", { d: path, fill: "none", "stroke-width": 2, "stroke-linejoin": "round", style: `stroke: var(${color})` }));
    }
    const cursor = make("svg:line", { y1: top, y2: H - bottom, x1: -9, x2: -9, class: "cursor" });
    svg.append(cursor);
    svg.addEventListener("pointermove", event => {
      const box = svg.getBoundingClientRect();
      const at = (event.clientX - box.left) / box.width * W;
      const nearest = points.reduce((best, point) => Math.abs(x(point.epoch) - at) < Math.abs(x(best.epoch) - at) ? point : best);
      cursor.setAttribute("x1", x(nearest.epoch));
      cursor.setAttribute("x2", x(nearest.epoch));
      const show = v => log ? number(v, 4) : `${(100 * v).toFixed(2)} %`;
      const lines = series.filter(([, , of]) => of(nearest)).map(([name, , of]) => `${nameOf(name)}: ${show(value(of(nearest)))}`);
      showTip(event, [`epoch ${nearest.epoch}`, ...lines].join("\n"));
    });
    svg.addEventListener("pointerleave", () => { hideTip(); cursor.setAttribute("x1", -9); cursor.setAttribute("x2", -9); });
    return svg;
  };
  const [loss, accuracy] = [make("div"), make("div")];
  $("#curves .panels").replaceChildren(loss, accuracy);
  // As many units as pixels, so that texts have the same size at every width.
  const redraw = () => {
    const width = Math.max(220, Math.round(loss.clientWidth));
    loss.replaceChildren(panel("Loss", on => on.loss, true, width));
    accuracy.replaceChildren(panel("Accuracy", on => on.accuracy, false, width));
  };
  redraws.push(redraw);
}

// ---- heatmap ---------------------------------------------------------------------------------------------------

/** The colour of a magnitude t in [0, 1]: lightness moves linearly in OKLCh, away from the background. */
function magnitudeColor(t, dark) {
  const L = dark ? 0.24 + 0.7 * t : 1 - 0.76 * t;
  const C = dark ? 0.03 + 0.1 * Math.sin(Math.PI * t ** 0.9) : 0.1 * Math.sin(Math.PI * t ** 0.9) + 0.05 * t;
  const hue = (dark ? 262 - 150 * t : 150 + 118 * t) * Math.PI / 180;
  const a = C * Math.cos(hue), b = C * Math.sin(hue);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3, m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3, s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s]
    .map(v => Math.round(255 * Math.min(1, Math.max(0, v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055))));
}

function drawMaps(maps) {
  const canvas = $(".heatmap figure canvas"), bar = $(".bar canvas");
  const largest = maps.reduce((most, map) => map.magnitudes.reduce((x, y) => Math.max(x, y), most), 0) || 1;
  $(".bar span").textContent = number(largest, 2);
  let shown = maps.length - 1;
  const left = 44;
  const redraw = () => {
    const map = maps[shown], d = data.frequency_labels.length, q = map.nodes.length, dark = isDark(), ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = Math.max(150, Math.min(380, d * 14));
    canvas.style.height = `${height}px`;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const cells = new ImageData(q, d);
    for (let k = 0; k < d; k++) for (let j = 0; j < q; j++) {
      const at = 4 * ((d - 1 - k) * q + j);
      cells.data.set([...magnitudeColor(map.magnitudes[k * q + j] / largest, dark), 255], at);
    }
    const small = document.createElement("canvas");
    small.width = q; small.height = d;
    small.getContext("2d").putImageData(cells, 0, 0);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, left, 0, width - left, height);
    const style = getComputedStyle(document.documentElement);
    pen.strokeStyle = style.getPropertyValue("--line");
    pen.strokeRect(left + 0.5, 0.5, width - left - 1, height - 1);
    pen.fillStyle = style.getPropertyValue("--muted");
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(step => d / step <= height / 24) || 1000;
    if (!byIrreps()) for (let k = 0; k < d; k += step) pen.fillText(data.frequency_labels[k], left - 6, height * (d - k - 0.5) / d);
    let free = height + 14;
    for (const [k, name] of data.irrep_rows) {
      const y = height * (d - k) / d;
      if (k > 0) { pen.globalAlpha = 0.5; pen.fillRect(left, Math.round(y), width - left, 1); pen.globalAlpha = 1; }
      if (free - y < 13) continue;
      pen.fillText(name, left - 6, Math.max(8, Math.min(height - 7, y - height / d / 2)));
      free = y;
    }
    $("#map figcaption").textContent = `${q} of ${data.factorization.width} hidden nodes, sorted by ${byIrreps() ? "irrep" : "frequency"}`;
    bar.width = 1; bar.height = 64;
    const column = new ImageData(1, 64);
    for (let i = 0; i < 64; i++) column.data.set([...magnitudeColor(1 - i / 63, dark), 255], 4 * i);
    bar.getContext("2d").putImageData(column, 0, 0);
  };
  const buttons = maps.map((map, at) => {
    const button = make("button", { type: "button", text: `epoch ${map.epoch}`, "aria-pressed": at === shown });
    button.addEventListener("click", () => {
      shown = at;
      buttons.forEach((other, index) => other.setAttribute("aria-pressed", index === at));
      redraw();
    });
    return button;
  });
  $("#map .tabs").replaceChildren(...(maps.length > 1 ? buttons : []));
  canvas.onpointermove = event => {
    const box = canvas.getBoundingClientRect(), map = maps[shown], d = data.frequency_labels.length, q = map.nodes.length;
    const j = Math.floor((event.clientX - box.left - left) / (box.width - left) * q), k = d - 1 - Math.floor((event.clientY - box.top) / box.height * d);
    if (j < 0 || j >= q || k < 0 || k >= d) return hideTip();
    showTip(event, `node ${map.nodes[j]}, ${byIrreps() ? "irrep" : "k ="} ${data.frequency_labels[k]}\n|z| = ${number(map.magnitudes[k * q + j])}`);
  };
  canvas.onpointerleave = hideTip;
  redraws.push(redraw);
}

// ---- evolution -------------------------------------------------------------------------------------------------

/** The variable of a form's colour, and how it is written. */
const FORMS = Object.fromEntries(page.forms.map(({ name, symbol }) => [name, [`--${name.replace(/[^a-z]/g, "")}`, symbol.replaceAll("z_", "*z*_")]]));
/** The forms that have columns in the table of runs. */
const COUNTED = Object.entries(FORMS).filter(([name]) => (page.runs.some(byIrreps) ? ["frame × design", "rank-1 aligned", "quaternion aligned"] : []).concat(page.runs.every(run => byIrreps(run)) ? [] : ["nu=i*xi", "nu*syn", "nu=i*syn_ab"]).includes(name));
const UNUSED = ["--unused", "unused"];
/** The colour in which the name of a form can be read. */
const inkOf = ([color]) => color === "--nonfactorable" || color === "--unaligned" || color === "--unused" ? "--muted" : color;
const formOf = frequency => orderOf(frequency) === 0 ? UNUSED : FORMS[frequency.form] || ["--other", frequency.form];

function drawEvolution({ frequencies, points }) {
  const slider = $("#epoch"), chart = $("#evolution .chart"), d = frequencies.length;
  $("#evolution").hidden = points.length < 2;
  if (points.length < 2) return;
  slider.max = slider.value = points.length - 1;
  const formsOf = point => point.forms.map(formOf);
  const used = new Map([...Object.values(FORMS), UNUSED].map(form => [form[0], form]));
  const occurs = new Set(points.flatMap(point => formsOf(point).map(([color]) => color)));
  $("#evolution .legend").replaceChildren(...[...used.values()].filter(([color]) => occurs.has(color)).map(([color, text]) => make("span", { class: "block", style: `--color: var(${color})` }, rich(text))));
  const epochs = epochScale(points.map(point => point.epoch));
  let cursor = null, place = null;
  const redraw = () => {
    const W = Math.max(220, Math.round(chart.clientWidth)), left = 44, right = 8, top = 4, bottom = 38, row = Math.max(3, Math.min(16, 320 / d)), H = top + bottom + row * d;
    const svg = make("svg:svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `Forms of all ${byIrreps() ? "irreps" : "frequencies"} over epochs` });
    place = epoch => left + (W - left - right) * epochs.place(epoch);
    const text = (content, x, y, anchor) => svg.append(make("svg:text", { x, y, "text-anchor": anchor, class: "muted", text: content }));
    const edges = points.map((point, at) => at ? (place(points[at - 1].epoch) + place(point.epoch)) / 2 : left).concat(W - right);
    for (let k = 0; k < d; k++) for (let at = 0, next; at < points.length; at = next) {
      const [color] = formOf(points[at].forms[k]);
      for (next = at + 1; next < points.length && formOf(points[next].forms[k])[0] === color; next++);
      if (color !== "--unused") svg.append(make("svg:rect", { x: edges[at].toFixed(2), width: (edges[next] - edges[at]).toFixed(2), y: (top + row * k).toFixed(2), height: row.toFixed(2), style: `fill: var(${color})` }));
    }
    const every = Math.ceil(14 / row);
    for (let k = 0; k < d; k += every) text(label(frequencies[k]), left - 6, top + row * (k + 0.5) + 4, "end");
    const bottomLine = top + row * d;
    svg.append(make("svg:rect", { x: left, y: top, width: W - left - right, height: row * d, class: "grid" }));
    const marks = decades(epochs.first, epochs.last, W / 60).map(e => [10 ** e, power(e)]);
    if (epochs.zero) marks.unshift([0, "0"]);
    for (const [epoch, name] of marks) {
      svg.append(make("svg:line", { x1: place(epoch), x2: place(epoch), y1: bottomLine, y2: bottomLine + 5, class: "axis" }));
      text(name, place(epoch), bottomLine + 18, "middle");
    }
    text("epoch", (left + W - right) / 2, H - 4, "middle");
    cursor = make("svg:line", { y1: top, y2: bottomLine, class: "reading" });
    svg.append(cursor);
    svg.addEventListener("pointermove", event => {
      const box = svg.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * W, k = Math.floor(((event.clientY - box.top) / box.height * H - top) / row);
      const at = edges.findIndex((edge, index) => index < points.length && x < edges[index + 1]);
      if (at < 0 || k < 0 || k >= d) return hideTip();
      const of = points[at].forms[k];
      showTip(event, `epoch ${points[at].epoch}, ${byIrreps() ? "irrep" : "k ="} ${label(frequencies[k])}\n${of.order === 0 ? "unused" : `order ${of.order}, ${of.form}${of.distance == null ? "" : `, distance ${number(of.distance)}`}`}`);
    });
    svg.addEventListener("pointerleave", hideTip);
    chart.replaceChildren(svg);
    read();
  };
  const read = () => {
    const point = points[slider.value], forms = formsOf(point);
    $("#evolution output").textContent = point.epoch;
    slider.setAttribute("aria-valuetext", `epoch ${point.epoch}`);
    cursor.setAttribute("x1", place(point.epoch));
    cursor.setAttribute("x2", place(point.epoch));
    const found = [...used.values()].map(form => [form, frequencies.filter((_, k) => forms[k][0] === form[0])]);
    const line = ([form, members]) => make("tr", {}, make("td", {}, make("span", { class: "badge", style: `color: var(${inkOf(form)})` }, rich(form[1]))), make("td", { class: "number", text: members.length }), make("td", { class: "wrap", text: members.map(label).join(", ") }));
    $("#evolution tbody").replaceChildren(make("tr", {}, make("td", { text: "live nodes" }), make("td", { class: "number", text: point.live_nodes }), make("td")), ...found.filter(([, members]) => members.length).map(line));
  };
  slider.oninput = read;
  redraws.push(redraw);
}

// ---- factorization ---------------------------------------------------------------------------------------------

const badge = frequency => {
  const form = formOf(frequency);
  return make("span", { class: "badge", style: `color: var(${inkOf(form)})` }, rich(form[1]));
};
const GREEK = { nu: "ν", xi: "ξ", alpha: "α", beta: "β" };
const parameters = frequency => Object.entries(frequency.parameters).filter(([name]) => GREEK[name]).map(([name, value]) => `${GREEK[name]} = ${degrees(value.degrees)}`);
const strength = readout => { const [re, im] = readout.potentials[0].value; return Math.hypot(re, im); };
const leak = readout => readout.potentials.slice(1).reduce((most, potential) => Math.max(most, Math.hypot(...potential.value)), 0);
const rowsOf = run => sitesOf(run).map((frequency, at) => ({ frequency, readout: byIrreps(run) ? run.irrep_readouts[at] : run.readouts[at], at }));
const METHODS = { translations: "the search over translations between nodes", paper: "the paper's own analysis: the order is its count, the live nodes whose largest coefficient z_{ak} is at the frequency" };

const frequencyColumns = [
  ["k", false, row => row.at, row => [make("a", { href: `#k${row.at}`, text: label(row.frequency.label ?? row.frequency.k), style: "color: inherit" })]],
  ["order", true, row => row.frequency.order, row => [String(row.frequency.order)]],
  ["form", false, row => row.frequency.form, row => [badge(row.frequency)]],
  ["distance", true, row => row.frequency.distance ?? Infinity, row => [number(row.frequency.distance)]],
  ["error", true, row => row.frequency.error ?? Infinity, row => [number(row.frequency.error)]],
  ["|r_{kkk}|", true, row => strength(row.readout), row => [strength(row.readout).toFixed(4)]],
  ["leak", true, row => leak(row.readout), row => [leak(row.readout).toFixed(4)]],
  ["parameters", false, row => parameters(row.frequency).join(), row => [parameters(row.frequency).join(", ") || "–"]],
  ["nodes", false, row => row.frequency.nodes[0] ?? -1, row => [nodesOf(row)]],
];
const nodesOf = row => row.frequency.nodes.length > 8 ? `${row.frequency.nodes.slice(0, 8).join(" ")} …` : row.frequency.nodes.join(" ");
const irrepName = irrep => `${irrep.irrep}: ${irrep.kind}${irrep.degree}`;
const irrepColumns = [
  ["irrep", false, row => row.at, row => [make("a", { href: `#k${row.at}`, text: irrepName(row.frequency), style: "color: inherit" })]],
  ["order", true, row => row.frequency.nodes.length, row => [String(row.frequency.nodes.length)]],
  ["open, closed", true, row => row.frequency.known_orders.open, ({ frequency: { known_orders: { open, closed } } }) => [`${open}, ${closed}`]],
  ["form", false, row => row.frequency.form, row => [badge(row.frequency)]],
  ["Σ‖A‖‖B‖‖C‖ / bound", true, row => row.frequency.weight / row.frequency.weight_bound, row => [`${number(row.frequency.weight, 4)} / ${number(row.frequency.weight_bound, 4)}`]],
  ["error", true, row => row.frequency.multiplication_error, row => [number(row.frequency.multiplication_error)]],
  ["overlap", true, row => row.frequency.alignment?.overlap ?? -1, row => [row.frequency.alignment ? row.frequency.alignment.overlap.toFixed(4) : "–"]],
  ["hat", true, row => row.frequency.hat, row => [`${(100 * row.frequency.hat).toFixed(2)} %`]],
  ["nodes", false, row => row.frequency.nodes[0] ?? -1, row => [nodesOf(row)]],
];
const columnsOf = run => byIrreps(run) ? irrepColumns : frequencyColumns;
let sorted = [0, 1];
function headsOf(columns) {
  return columns.map(([name, numeric], at) => {
    // A button, so that the keyboard reaches it.
    const button = make("button", { type: "button" }, rich(name));
    button.addEventListener("click", () => { sorted = [at, at === sorted[0] ? -sorted[1] : 1]; fillTable(); $(`#table th:nth-child(${at + 1}) button`).focus(); });
    return make("th", { class: numeric ? "number" : "", scope: "col" }, button);
  });
}
function fillTable() {
  const rows = rowsOf(data), columns = columnsOf(data), heads = headsOf(columns);
  $("#table thead").replaceChildren(make("tr", {}, heads));
  $("#table .method").replaceChildren(...rich(METHODS[data.factorization.method] ?? ""));
  const [by, direction] = sorted;
  const key = columns[by][2];
  const ordered = [...rows].sort((x, y) => direction * (key(x) > key(y) ? 1 : key(x) < key(y) ? -1 : x.at - y.at));
  heads.forEach((head, at) => head.setAttribute("aria-sort", at !== by ? "none" : direction > 0 ? "ascending" : "descending"));
  $("#table tbody").replaceChildren(...ordered.map(row => {
    const cells = columns.map(([, numeric, , show]) => make("td", { class: numeric ? "number" : "" }, show(row)));
    if (byIrreps()) return make("tr", {}, cells);
    const values = row.readout.potentials.map(({ name, value }) => `Σ ${name} = ${polar(value)}`);
    withTip(cells[5], values.join("\n"));
    withTip(cells[6], values.join("\n"));
    return make("tr", {}, cells);
  }));
}
const hint = () => { const box = $("#table .scroll"); $("#table .hint").hidden = box.scrollWidth <= box.clientWidth; };

// ---- what each frequency computes ------------------------------------------------------------------------------

const moduli = () => data.factorization.group.split("x");
const cosine = (k, d) => Array.isArray(k)
  ? `cos 2π(${k.map((x, at) => [x, at]).filter(([x]) => x).map(([x, at]) => `${x === 1 ? "" : x}*x*_{${at + 1}}/${moduli()[at]}`).join(" + ")}), *x* = *g*_{1} + *g*_{2} − *h*`
  : `cos(2π·${k}(*g*_{1} + *g*_{2} − *h*)/${d})`;
const wave = () => moduli().length > 1 ? `(2/*d*) cos 2πΣ *k*_{l}(*g*_{1} + *g*_{2} − *h*)_{l}/*n*_{l}` : `(2/*d*) cos(2π*k*(*g*_{1} + *g*_{2} − *h*)/*d*)`;

function words(frequency, readout) {
  if (frequency.order === 0) return "No live node uses this frequency: the network answers without it.";
  const share = 100 * strength(readout), [re, im] = readout.potentials[0].value, turn = Math.atan2(im, re) * 180 / Math.PI;
  const off = Math.abs(turn) >= 0.05 ? `, turned by ${degrees(turn)}` : "";
  const answer = `${share.toFixed(share > 99.95 || share < 99 ? 1 : 2)} % of the wave of an exact network${off}.`;
  const sort = name => name.includes("|") || (!readout.is_pair && name.includes("²")) ? "a wave of h that ignores the inputs; the outputs of other frequencies' nodes cancel it"
    : name.includes("²") ? "a wave that follows one input alone" : "a wave in another combination of the inputs";
  const worst = readout.potentials.slice(1).reduce((most, potential) => Math.hypot(...potential.value) > Math.hypot(...most.value) ? potential : most);
  const size = Math.hypot(...worst.value);
  if (size < 0.02) return `${answer} Every other potential of these nodes nearly vanishes (at most ${number(size, 2)}).`;
  return `${answer} Largest leak: |Σ ${worst.name}| = ${number(size, 3)}, ${sort(worst.name)}.`;
}

function circles(readout) {
  const W = 306, R = 44, svg = make("svg:svg", { viewBox: `0 0 ${W} 112`, role: "img", "aria-label": "Nodes in the complex plane" });
  ["a", "b", "c"].forEach((channel, at) => {
    const cx = 52 + 101 * at, cy = 50;
    const most = Math.max(...readout.nodes.map(node => Math.hypot(...node[channel]))) || 1;
    svg.append(make("svg:circle", { cx, cy, r: R, class: "grid" }), make("svg:line", { x1: cx - R, x2: cx + R, y1: cy, y2: cy, class: "grid" }), make("svg:line", { x1: cx, x2: cx, y1: cy - R, y2: cy + R, class: "grid" }));
    svg.append(make("svg:text", { x: cx, y: 109, "text-anchor": "middle", class: "muted", text: channel }));
    for (const node of readout.nodes) {
      const [re, im] = node[channel];
      const dot = make("svg:circle", { cx: (cx + R * re / most).toFixed(2), cy: (cy - R * im / most).toFixed(2), r: 5, class: "dot", style: `fill: var(--${channel})` });
      svg.append(withTip(dot, `node ${node.index}\na = ${polar(node.a)}\nb = ${polar(node.b)}\nc = ${polar(node.c)}`));
    }
  });
  return svg;
}

/** What the nodes of an irrep are, in words. */
function irrepWords({ form, kind, degree, nodes, frames, alignment, unaligned_nodes, hats, multiplication_error, known_orders: { open, closed } }) {
  if (nodes.length === 0) return "No live node uses this irrep: its part of the label is missing.";
  const order = nodes.length === closed ? ", the closed order of exact networks" : nodes.length === open ? ", the open order of exact networks" : ` (exact networks with ${open} and, closed, ${closed} are known)`;
  const parts = [`${nodes.length} node${nodes.length === 1 ? "" : "s"}${order}.`];
  const sizes = frames ? `${frames.groups.length} frame${frames.groups.length === 1 ? "" : "s"} of ${degree}` : "";
  if (degree > 1 && frames?.is_closed_simplex) parts.push(`${sizes} over the closed simplex of ${degree ** 2 + 1} directions: frame error ${number(frames.frame_error, 2)}, ${number(frames.simplex_error, 2)} from the simplex, constant ${number(frames.constant, 2)}.`);
  else if (degree > 1 && frames?.are_frames) parts.push(`${sizes}: frame error ${number(frames.frame_error, 2)}, design error ${number(frames.design_error, 2)}, constant ${number(frames.constant, 2)}.`);
  else if (degree > 1 && frames) parts.push(`Aligned, but not frames of ${degree}; constant ${number(frames.constant, 2)}.`);
  else if (form === "unaligned") parts.push(alignment ? `Not aligned: overlap ${number(alignment.overlap, 3)}.` : "Without outputs at it.");
  if (multiplication_error > 0.1) parts.push(`Its part of the label is missed by ${number(multiplication_error, 2)}.`);
  if (form !== "unaligned" && unaligned_nodes.length) parts.push(`Not aligned: node${unaligned_nodes.length === 1 ? "" : "s"} ${unaligned_nodes.join(", ")}.`);
  if (hats.length) parts.push(`Hats at irrep ${hats.map(hat => `${hat.irrep} (${(100 * hat.share).toFixed(1)} %)`).join(", ")}.`);
  return parts.join(" ");
}

/** How alike the outputs of the nodes are, a square for each two. */
function likeness({ nodes, outputs }) {
  const size = nodes.length, side = 220, cell = side / size;
  const canvas = make("canvas", { role: "img", "aria-label": "How alike the outputs of each two nodes are", class: "likeness" });
  const redraw = () => {
    const ratio = devicePixelRatio || 1, dark = isDark();
    canvas.width = canvas.height = side * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const base = dark ? [38, 43, 49] : [255, 255, 255], ends = dark ? [[86, 180, 233], [240, 160, 75]] : [[0, 114, 178], [213, 94, 0]];
    outputs.forEach((value, at) => {
      const end = ends[value < 0 ? 1 : 0], t = Math.min(1, Math.abs(value));
      pen.fillStyle = `rgb(${base.map((from, i) => Math.round(from + (end[i] - from) * t)).join()})`;
      pen.fillRect(cell * (at % size), cell * Math.floor(at / size), cell + 0.5, cell + 0.5);
    });
  };
  redraws.push(redraw);
  canvas.onpointermove = event => {
    const box = canvas.getBoundingClientRect();
    const [row, column] = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width].map(at => Math.min(size - 1, Math.max(0, Math.floor(at * size))));
    showTip(event, `nodes ${nodes[row]} and ${nodes[column]}: ${number(outputs[row * size + column])}`);
  };
  canvas.onpointerleave = hideTip;
  return canvas;
}

function irrepCard({ frequency: irrep, readout, at }) {
  const card = make("article", { id: `k${at}` }, make("h3", {}, make("span", {}, `irrep ${irrepName(irrep)}`), badge(irrep)));
  if (irrep.nodes.length > 0) card.append(make("p", { class: "formula" }, rich(`Σ‖A‖‖B‖‖C‖ = ${number(irrep.weight, 4)}, at least ${number(irrep.weight_bound, 4)} in exact networks`)));
  if (irrep.nodes.length > 1) card.append(likeness(readout));
  card.append(make("p", { text: irrepWords(irrep) }));
  return card;
}

function card({ frequency, readout, at }) {
  const [re, im] = readout.potentials[0].value;
  const factor = `(${readout.is_pair ? 2 : 1}/${data.frequency_labels.length})·${number(Math.hypot(re, im), 4)}`;
  const card = make("article", { id: `k${at}` }, make("h3", {}, make("span", {}, rich(`*k* = ${label(frequency.label ?? frequency.k)}`)), badge(frequency), make("span", { class: "muted", style: "font-weight: 400; color: var(--muted)", text: parameters(frequency).join(", ") })));
  if (frequency.order > 0) {
    card.append(make("p", { class: "formula" }, rich(`${factor} ${cosine(frequency.label ?? frequency.k, data.frequency_labels.length)}`)));
    card.append(circles(readout));
  }
  card.append(make("p", { text: words(frequency, readout) }));
  return card;
}

// ---- runs ------------------------------------------------------------------------------------------------------

function fillRuns() {
  $("#runs").hidden = page.runs.length < 2;
  const names = ["run", "group", "accuracy", "loss", "live nodes", ...COUNTED.map(([, [, text]]) => text)];
  $("#runs thead").replaceChildren(make("tr", {}, names.map((name, at) => make("th", { scope: "col", class: at > 1 ? "number" : "" }, rich(name)))));
  $("#runs tbody").replaceChildren(...page.runs.map((run, at) => {
    const button = make("button", { type: "button", text: run.name, "aria-pressed": run === data });
    button.addEventListener("click", () => show(at));
    const count = form => String(sitesOf(run).filter(site => orderOf(site) > 0 && site.form === form).length);
    const cells = [run.factorization.group, `${number(100 * run.evaluation.accuracy, 4)} %`, number(run.evaluation.loss), String(run.factorization.live_nodes), ...COUNTED.map(([form]) => count(form))];
    return make("tr", {}, make("td", {}, button), cells.map((cell, column) => make("td", { class: column ? "number" : "", text: cell })));
  }));
}

/** What is said of the network as a whole, where it is taken apart by irreps. */
function fillNorm() {
  const { norm, norm_bound, norm_ratio, agreement, purity, constant_nodes, mixed_nodes } = data.factorization;
  const parts = [];
  if (norm_ratio !== null) parts.push(`Σ‖a‖‖b‖‖c‖ = ${number(norm, 5)}, ${number(norm_ratio, 4)} times the bound ${number(norm_bound, 5)} of exact networks.`);
  parts.push(`Both inputs are on the same irrep at ${number(100 * agreement, 4)} % of the live nodes; the median node has ${number(100 * purity[0].median, 4)} % of a and ${number(100 * purity[1].median, 4)} % of b on it.`);
  if (constant_nodes.length) parts.push(`Constant: ${constant_nodes.length} node${constant_nodes.length === 1 ? "" : "s"}.`);
  if (mixed_nodes.length) parts.push(`On several irreps, not explained: node${mixed_nodes.length === 1 ? "" : "s"} ${mixed_nodes.map(mixed => mixed.node).join(", ")}.`);
  $("#norm").textContent = parts.join(" ");
}

function show(at) {
  if (byIrreps(page.runs[at]) !== byIrreps()) sorted = [0, 1];
  data = page.runs[at];
  redraws.length = 0;
  hideTip();
  fillRuns();
  showFacts();
  const isTrained = data.curve && data.curve.points.some(point => point.epoch > 0);
  $("#curves").hidden = !isTrained;
  if (isTrained) drawCurves(data.curve);
  drawMaps(data.maps);
  drawEvolution(data.evolution);
  fillTable();
  redraws.push(hint);
  const kind = byIrreps() ? "irreps" : "frequencies";
  for (const part of document.querySelectorAll("[data-by]")) part.hidden = part.dataset.by !== kind;
  if (byIrreps()) fillNorm();
  else $("#wave").replaceChildren(...rich(wave()));
  $("#frequencies .cards").replaceChildren(...rowsOf(data).map(byIrreps() ? irrepCard : card));
  applyTheme();
}

$("#live").hidden = $("#theme").hidden = false;
show(0);
