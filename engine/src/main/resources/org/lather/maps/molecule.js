// The structure: atoms as shaded discs, bonds as lines, drawn from the back to the front; no WebGL is needed.
const ELEMENT_COLOURS = { H: "#e8e8e8", C: "#6f7680", N: "#4a6cf0", O: "#e8402c", F: "#6fc04b", P: "#f08a2c", S: "#e0c22c",
  Cl: "#3fbf3f", Br: "#a0402c", I: "#8f3fb0", Si: "#d9b98c", B: "#f2a8a0", Li: "#b57bf0", Na: "#a06bf0", K: "#8f5be0",
  Mg: "#5fc23f", Ca: "#49a834", Al: "#b8a0a0", Fe: "#d06a38", Cu: "#c07a38", Zn: "#7d80b0", Ni: "#50c050", Ti: "#b0b4b8",
  Au: "#e8c020", Ag: "#b8b8c4", Pt: "#c0c0d0", Mo: "#54b5b5", W: "#2f94d6", Ge: "#668f8f", Ga: "#c28f8f", Se: "#f0a020" };

function elementColour(symbol) {
  const hex = ELEMENT_COLOURS[symbol];
  if (hex) return [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
  let h = 0;
  for (const c of symbol) h = (h * 31 + c.charCodeAt(0)) % 360;
  return ramp(RAMP, h / 360);
}

class Molecule {
  constructor(canvas, points, clicked) {
    this.canvas = canvas;
    this.points = points;
    this.clicked = clicked;
    this.rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    this.zoomed = 1;
    this.structure = -1;
    this.atom = -1;
    this.property = null;
    this.arrows = null;
    this.listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  show(structure, atom) {
    if (structure !== this.structure) {
      const d = this.points.data;
      this.structure = structure;
      this.from = d.starts[structure];
      this.n = d.starts[structure + 1] - this.from;
      this.positions = d.positions.subarray(3 * this.from, 3 * (this.from + this.n));
      this.symbols = Array.from(d.species.subarray(this.from, this.from + this.n), z => d.elements[z][0]);
      this.radii = Array.from(d.species.subarray(this.from, this.from + this.n), z => d.elements[z][1]);
      this.cell = d.cells && d.cells.subarray(9 * structure, 9 * structure + 9).some(v => v !== 0)
        ? d.cells.subarray(9 * structure, 9 * structure + 9) : null;
      this.bonds = this.findBonds();
      this.measure();
    }
    this.atom = atom;
    this.draw();
  }

  findBonds() {
    const out = [], cells = new Map(), p = this.positions, size = 3;
    const key = (x, y, z) => x + "," + y + "," + z;
    const at = i => [0, 1, 2].map(k => Math.floor(p[3 * i + k] / size));
    for (let i = 0; i < this.n; i++) {
      const [x, y, z] = at(i);
      for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) for (let dz = -1; dz <= 1; dz++) {
        for (const j of cells.get(key(x + dx, y + dy, z + dz)) || []) {
          const d = Math.hypot(p[3 * i] - p[3 * j], p[3 * i + 1] - p[3 * j + 1], p[3 * i + 2] - p[3 * j + 2]);
          if (d < 1.2 * (this.radii[i] + this.radii[j])) out.push([j, i]);
        }
      }
      const k = key(x, y, z);
      if (!cells.has(k)) cells.set(k, []);
      cells.get(k).push(i);
    }
    return out;
  }

  corners() {
    const h = this.cell;
    return h ? [0, 1, 2, 3, 4, 5, 6, 7].map(c => [0, 1, 2].map(k => (c & 1 ? h[k] : 0) + (c & 2 ? h[3 + k] : 0) + (c & 4 ? h[6 + k] : 0))) : [];
  }

  measure() {
    const all = [...this.corners()];
    for (let i = 0; i < this.n; i++) all.push(Array.from(this.positions.subarray(3 * i, 3 * i + 3)));
    this.centre = [0, 1, 2].map(k => { const [a, b] = range(all.map(v => v[k])); return all.length ? (a + b) / 2 : 0; });
    this.extent = Math.max(1.5, ...all.map(v => Math.hypot(...v.map((x, k) => x - this.centre[k])))) + 1;
  }

  project(v) {
    const r = this.rotation, d = v.map((x, k) => x - this.centre[k]);
    const w = this.canvas.clientWidth, h = this.canvas.clientHeight, s = this.zoomed * Math.min(w, h) / (2 * this.extent);
    return [w / 2 + s * (r[0] * d[0] + r[1] * d[1] + r[2] * d[2]), h / 2 - s * (r[3] * d[0] + r[4] * d[1] + r[5] * d[2]),
      r[6] * d[0] + r[7] * d[1] + r[8] * d[2], s];
  }

  colour(i) {
    const p = this.property;
    if (!p) return elementColour(this.symbols[i]);
    const v = this.points.at(p, this.from + i);
    if (typeof v !== "number") return p.kind === "class" ? CLASSES[p.data[this.from + i] % CLASSES.length] : MISSING;
    return ramp(p.signed ? DIVERGING : RAMP, p.signed ? 0.5 + v / (2 * p.largest) : (v - p.low) / (p.high - p.low || 1));
  }

  draw() {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => { this.pending = false; this.paint(); });
    }
  }

  paint() {
    if (this.structure < 0) return;
    const ratio = window.devicePixelRatio || 1, c = this.canvas, w = c.clientWidth, h = c.clientHeight;
    if (c.width !== Math.round(w * ratio) || c.height !== Math.round(h * ratio)) {
      c.width = Math.round(w * ratio);
      c.height = Math.round(h * ratio);
    }
    const g = c.getContext("2d"), style = getComputedStyle(document.documentElement);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h);
    const items = [];
    this.discs = [];
    for (let i = 0; i < this.n; i++) {
      const [x, y, z, s] = this.project(Array.from(this.positions.subarray(3 * i, 3 * i + 3)));
      const disc = { i, x, y, z, r: Math.max(3, 0.45 * s * (0.35 + 0.6 * this.radii[i])) };
      this.discs.push(disc);
      items.push({ z, draw: () => this.disc(g, disc, style) });
    }
    const soft = style.getPropertyValue("--soft");
    for (const [i, j] of this.bonds) {
      const a = this.discs[i], b = this.discs[j];
      items.push({ z: (a.z + b.z) / 2 - 0.01, draw: () => this.bond(g, a, b, soft) });
    }
    const corners = this.corners().map(v => this.project(v));
    for (let a = 0; a < corners.length; a++) for (const bit of [1, 2, 4]) if (!(a & bit)) {
      const p = corners[a], q = corners[a | bit];
      items.push({ z: Math.min(p[2], q[2]), draw: () => line(g, p, q, soft, 1) });
    }
    items.sort((a, b) => a.z - b.z).forEach(item => item.draw());
    if (this.arrows) this.drawArrows(g, style.getPropertyValue("--accent"));
  }

  bond(g, a, b, soft) {
    const width = Math.max(2, 0.35 * Math.min(a.r, b.r));
    line(g, [a.x, a.y], [b.x, b.y], soft, width + 1.5);
    const middle = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    line(g, [a.x, a.y], middle, css(this.colour(a.i)), width);
    line(g, middle, [b.x, b.y], css(this.colour(b.i)), width);
  }

  disc(g, d, style) {
    const c = this.colour(d.i);
    const light = g.createRadialGradient(d.x - d.r / 3, d.y - d.r / 3, d.r / 10, d.x, d.y, d.r);
    light.addColorStop(0, css(c.map(v => Math.round(v + (255 - v) * 0.55))));
    light.addColorStop(1, css(c));
    g.fillStyle = light;
    g.strokeStyle = d.i === this.atom ? style.getPropertyValue("--accent") : "rgba(0,0,0,.55)";
    g.lineWidth = d.i === this.atom ? 4 : 1;
    g.beginPath();
    g.arc(d.x, d.y, d.r, 0, 2 * Math.PI);
    g.fill();
    g.stroke();
  }

  drawArrows(g, colour) {
    const a = this.arrows, ofAtoms = a.of === "atom";
    const longest = a.longest || 1;
    for (let i = 0; i < (ofAtoms ? this.n : 1); i++) {
      const at = 3 * (ofAtoms ? this.from + i : this.structure);
      const v = [a.data[at], a.data[at + 1], a.data[at + 2]];
      if (v.some(Number.isNaN)) continue;
      const start = ofAtoms ? Array.from(this.positions.subarray(3 * i, 3 * i + 3)) : this.centre;
      const p = this.project(start), q = this.project(start.map((x, k) => x + 2 * v[k] / longest));
      line(g, p, q, colour, 2.5);
      const t = Math.atan2(q[1] - p[1], q[0] - p[0]);
      for (const turn of [2.6, -2.6]) line(g, q, [q[0] + 8 * Math.cos(t + turn), q[1] + 8 * Math.sin(t + turn)], colour, 2.5);
    }
  }

  turn(dx, dy) {
    const a = dx / 120, b = dy / 120, r = this.rotation;
    const y = [Math.cos(a), 0, Math.sin(a), 0, 1, 0, -Math.sin(a), 0, Math.cos(a)];
    const x = [1, 0, 0, 0, Math.cos(b), -Math.sin(b), 0, Math.sin(b), Math.cos(b)];
    const times = (m, n) => m.map((_, k) => { const i = 3 * Math.floor(k / 3), j = k % 3; return m[i] * n[j] + m[i + 1] * n[3 + j] + m[i + 2] * n[6 + j]; });
    this.rotation = times(x, times(y, r));
    this.draw();
  }

  listen() {
    const c = this.canvas, pointers = new Map();
    let travelled = 0;
    const place = e => { const r = c.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
    c.addEventListener("pointerdown", e => { c.setPointerCapture(e.pointerId); pointers.set(e.pointerId, place(e)); travelled = 0; });
    c.addEventListener("pointermove", e => {
      const last = pointers.get(e.pointerId);
      if (!last) return;
      const [x, y] = place(e);
      travelled += Math.hypot(x - last[0], y - last[1]);
      if (pointers.size === 2) {
        const other = [...pointers].find(([id]) => id !== e.pointerId)[1];
        this.zoom(Math.hypot(x - other[0], y - other[1]) / (Math.hypot(last[0] - other[0], last[1] - other[1]) || 1));
      } else if (travelled > 3) this.turn(x - last[0], y - last[1]);
      pointers.set(e.pointerId, [x, y]);
    });
    const up = e => {
      const [x, y] = place(e);
      if (pointers.has(e.pointerId) && travelled <= 3 && e.type === "pointerup") {
        const hit = (this.discs || []).filter(d => Math.hypot(d.x - x, d.y - y) <= d.r + 2).sort((a, b) => b.z - a.z)[0];
        if (hit) this.clicked(hit.i);
      }
      pointers.delete(e.pointerId);
    };
    c.addEventListener("pointerup", up);
    c.addEventListener("pointercancel", up);
    c.addEventListener("wheel", e => { e.preventDefault(); this.zoom(Math.exp(-Math.max(-1, Math.min(1, e.deltaY / 400)))); }, { passive: false });
    c.addEventListener("keydown", e => {
      const act = { ArrowLeft: () => this.turn(-15, 0), ArrowRight: () => this.turn(15, 0), ArrowUp: () => this.turn(0, -15),
        ArrowDown: () => this.turn(0, 15), "+": () => this.zoom(1.2), "=": () => this.zoom(1.2), "-": () => this.zoom(1 / 1.2),
        Enter: () => this.clicked((this.atom + 1) % this.n) }[e.key];
      if (act) { e.preventDefault(); act(); }
    });
  }
  zoom(factor) {
    this.zoomed = Math.min(20, Math.max(0.2, this.zoomed * factor));
    this.draw();
  }
}

function line(g, p, q, colour, width) {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.lineCap = "round";
  g.beginPath();
  g.moveTo(p[0], p[1]);
  g.lineTo(q[0], q[1]);
  g.stroke();
}
