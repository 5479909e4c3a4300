"use strict";
// The data of the page: base64 of gzip of a JSON header and the arrays that it names.
const TYPES = { f32: Float32Array, i32: Int32Array, u16: Uint16Array, u8: Uint8Array };

async function readData() {
  const text = document.getElementById("data").textContent;
  const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays = value => {
    if (Array.isArray(value)) return value.map(arrays);
    if (value === null || typeof value !== "object") return value;
    if ("type" in value && "at" in value) return new TYPES[value.type](buffer, 4 + length + value.at, value.length);
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, arrays(v)]));
  };
  return arrays(header);
}

// Points, structures and atoms by their indices.
class Points {
  constructor(data) {
    this.data = data;
    this.ofAtoms = data.of === "atoms";
    this.count = data.x.length;
  }
  structure(point) {
    if (!this.ofAtoms) return point;
    const starts = this.data.starts;
    let low = 0, high = starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= point) low = middle; else high = middle;
    }
    return low;
  }
  atom(point) { return this.ofAtoms ? point - this.data.starts[this.structure(point)] : -1; }
  pointOf(structure, atom) { return this.ofAtoms ? this.data.starts[structure] + Math.max(0, atom) : structure; }
  name(point) {
    const s = this.structure(point);
    if (!this.ofAtoms) return this.data.names[s];
    return this.symbol(point) + " " + this.atom(point) + " of " + this.data.names[s];
  }
  symbol(atom) { return this.data.elements[this.data.species[atom]][0]; }
  // the value of a property of a point: a number, a word, or undefined
  value(property, point) {
    const i = property.of === "atom" ? point : this.structure(point);
    return this.at(property, i);
  }
  at(property, i) {
    if (property.kind === "class") return property.words[property.data[i]];
    return Number.isNaN(property.data[i]) ? undefined : property.data[i];
  }
  // properties that every point has
  properties() { return this.data.properties.filter(p => p.of === "structure" || this.ofAtoms); }
}

function text(value) {
  if (value === undefined) return "none";
  if (typeof value !== "number") return value;
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(3);
  return String(Number(value.toPrecision(6)));
}
const withUnit = (name, unit) => unit ? name + " / " + unit : name;

// Colours from blue over green to yellow, of even lightness steps; and colours of classes.
const RAMP = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
const DIVERGING = [[33, 102, 172], [146, 197, 222], [247, 247, 247], [244, 165, 130], [178, 24, 43]];
const CLASSES = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee9a3a", "#77aadd", "#99ddcc",
  "#bbbbbb", "#882255", "#117733"].map(c => [1, 3, 5].map(i => parseInt(c.slice(i, i + 2), 16)));
const MISSING = [140, 140, 140];

function ramp(stops, t) {
  const x = Math.min(1, Math.max(0, t)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(x));
  return stops[i].map((c, k) => Math.round(c + (x - i) * (stops[i + 1][k] - c)));
}
const css = c => "rgb(" + c.join(",") + ")";

function range(values) {
  let low = Infinity, high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high] : [0, 1];
}
