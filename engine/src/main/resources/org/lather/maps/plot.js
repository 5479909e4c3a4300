// The map: a canvas with points that can be moved, enlarged, chosen and enclosed.
const PAD = { left: 58, right: 14, top: 12, bottom: 44 };

class Plot {
  constructor(canvas, points, listener) {
    this.canvas = canvas;
    this.points = points;
    this.listener = listener;
    this.x = points.data.x;
    this.y = points.data.y;
    this.colours = new Uint8Array(3 * points.count).fill(90);
    this.chosen = -1;
    this.selected = new Set();
    this.lasso = null;
    this.enclosing = false;
    this.pointers = new Map();
    this.index();
    this.reset();
    this.listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  reset() {
    const [x0, x1] = range(this.x), [y0, y1] = range(this.y);
    const span = Math.max(x1 - x0, y1 - y0) || 1;
    this.view = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, span: 1.1 * span };
    this.home = { ...this.view };
  }

  // points in cells of a grid, to find the one at a place
  index() {
    const [x0, x1] = range(this.x), [y0, y1] = range(this.y);
    const n = this.points.count;
    this.cells = Math.max(1, Math.ceil(Math.sqrt(n / 4)));
    this.origin = [x0, y0];
    this.size = [(x1 - x0) / this.cells || 1, (y1 - y0) / this.cells || 1];
    this.heads = new Int32Array(this.cells * this.cells).fill(-1);
    this.next = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const c = this.cell(0, this.x[i]) + this.cells * this.cell(1, this.y[i]);
      this.next[i] = this.heads[c];
      this.heads[c] = i;
    }
  }
  cell(axis, v) {
    return Math.min(this.cells - 1, Math.max(0, Math.floor((v - this.origin[axis]) / this.size[axis])));
  }

  frame() {
    const w = this.canvas.clientWidth, h = this.canvas.clientHeight;
    const width = Math.max(10, w - PAD.left - PAD.right), height = Math.max(10, h - PAD.top - PAD.bottom);
    const scale = Math.min(width, height) / this.view.span;
    return { w, h, width, height, scale, cx: PAD.left + width / 2, cy: PAD.top + height / 2 };
  }
  toScreen(x, y) {
    const f = this.frame();
    return [f.cx + (x - this.view.x) * f.scale, f.cy - (y - this.view.y) * f.scale];
  }
  toMap(px, py) {
    const f = this.frame();
    return [this.view.x + (px - f.cx) / f.scale, this.view.y - (py - f.cy) / f.scale];
  }

  at(px, py, reach) {
    const f = this.frame();
    const [x, y] = this.toMap(px, py);
    const r = reach / f.scale;
    let best = -1, least = r * r;
    for (let cy = this.cell(1, y - r); cy <= this.cell(1, y + r); cy++) {
      for (let cx = this.cell(0, x - r); cx <= this.cell(0, x + r); cx++) {
        for (let i = this.heads[cx + this.cells * cy]; i >= 0; i = this.next[i]) {
          const d = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
          if (d <= least) { least = d; best = i; }
        }
      }
    }
    return best;
  }

  radius() { return Math.min(6, Math.max(1.2, 75 / Math.sqrt(this.points.count) * Math.sqrt(this.home.span / this.view.span))); }

  draw() {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => { this.pending = false; this.paint(); });
    }
  }

  paint() {
    const begin = performance.now();
    const ratio = window.devicePixelRatio || 1;
    const f = this.frame();
    const canvas = this.canvas;
    if (canvas.width !== Math.round(f.w * ratio) || canvas.height !== Math.round(f.h * ratio)) {
      canvas.width = Math.round(f.w * ratio);
      canvas.height = Math.round(f.h * ratio);
    }
    const g = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--text"), soft = style.getPropertyValue("--soft");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, f.w, f.h);
    this.axes(g, f, soft, style.getPropertyValue("--grid"));
    g.save();
    g.beginPath();
    g.rect(PAD.left, PAD.top, f.width, f.height);
    g.clip();
    if (this.points.count > 6000) this.pixels(g, f, ratio); else this.circles(g, f);
    g.lineWidth = 1.5;
    g.strokeStyle = ink;
    for (const i of this.selected) if (this.selected.size < 6000) this.ring(g, i, this.radius() + 1.5);
    if (this.chosen >= 0) {
      g.lineWidth = 3;
      this.ring(g, this.chosen, this.radius() + 5);
    }
    if (this.lasso && this.lasso.length > 1) {
      g.setLineDash([5, 4]);
      g.beginPath();
      this.lasso.forEach(([x, y], k) => k ? g.lineTo(x, y) : g.moveTo(x, y));
      g.closePath();
      g.stroke();
      g.fillStyle = "rgba(80,130,220,.15)";
      g.fill();
    }
    g.restore();
    this.milliseconds = performance.now() - begin;
  }

  ring(g, i, r) {
    const [x, y] = this.toScreen(this.x[i], this.y[i]);
    g.beginPath();
    g.arc(x, y, r, 0, 2 * Math.PI);
    g.stroke();
  }

  circles(g, f) {
    const r = this.radius();
    g.lineWidth = 0.6;
    g.strokeStyle = matchMedia("(prefers-color-scheme: dark)").matches ? "rgba(255,255,255,.5)" : "rgba(0,0,0,.45)";
    for (let i = 0; i < this.points.count; i++) {
      const x = f.cx + (this.x[i] - this.view.x) * f.scale, y = f.cy - (this.y[i] - this.view.y) * f.scale;
      if (x < PAD.left - r || y < PAD.top - r || x > f.w + r || y > f.h + r) continue;
      g.fillStyle = "rgb(" + this.colours[3 * i] + "," + this.colours[3 * i + 1] + "," + this.colours[3 * i + 2] + ")";
      g.beginPath();
      g.arc(x, y, r, 0, 2 * Math.PI);
      g.fill();
      if (r > 2.5) g.stroke();
    }
  }

  // many points: their pixels are set one by one, which takes milliseconds for 100,000
  pixels(g, f, ratio) {
    const w = Math.round(f.width * ratio), h = Math.round(f.height * ratio);
    if (!this.image || this.image.width !== w || this.image.height !== h) {
      this.image = new ImageData(w, h);
      this.words = new Uint32Array(this.image.data.buffer);
      this.layer = new OffscreenCanvas(w, h);
    }
    this.words.fill(0);
    const r = Math.max(1, this.radius() * ratio), ri = Math.ceil(r);
    const offsets = [];
    for (let dy = -ri; dy <= ri; dy++) for (let dx = -ri; dx <= ri; dx++) if (dx * dx + dy * dy <= r * r) offsets.push([dx, dy]);
    const scale = f.scale * ratio, cx = w / 2 - this.view.x * scale, cy = h / 2 + this.view.y * scale;
    for (let i = 0; i < this.points.count; i++) {
      const px = Math.round(cx + this.x[i] * scale), py = Math.round(cy - this.y[i] * scale);
      if (px < -ri || py < -ri || px >= w + ri || py >= h + ri) continue;
      const word = 0xff000000 | this.colours[3 * i + 2] << 16 | this.colours[3 * i + 1] << 8 | this.colours[3 * i];
      if (px >= ri && py >= ri && px < w - ri && py < h - ri) {
        const at = py * w + px;
        for (let k = 0; k < offsets.length; k++) this.words[at + offsets[k][1] * w + offsets[k][0]] = word;
      } else {
        for (const [dx, dy] of offsets) {
          const x = px + dx, y = py + dy;
          if (x >= 0 && y >= 0 && x < w && y < h) this.words[y * w + x] = word;
        }
      }
    }
    this.layer.getContext("2d").putImageData(this.image, 0, 0);
    g.drawImage(this.layer, PAD.left, PAD.top, f.width, f.height);
  }

  axes(g, f, soft, grid) {
    const [x0, y1] = this.toMap(PAD.left, PAD.top);
    const [x1, y0] = this.toMap(PAD.left + f.width, PAD.top + f.height);
    g.strokeStyle = grid;
    g.fillStyle = soft;
    g.lineWidth = 1;
    g.font = "12px system-ui, sans-serif";
    g.textAlign = "center";
    g.textBaseline = "top";
    for (const t of ticks(x0, x1, f.width / 90)) {
      const [x] = this.toScreen(t, 0);
      g.beginPath(); g.moveTo(x, PAD.top); g.lineTo(x, PAD.top + f.height); g.stroke();
      g.fillText(text(t), x, PAD.top + f.height + 6);
    }
    g.fillText(this.points.data.axes[0], PAD.left + f.width / 2, PAD.top + f.height + 24);
    g.textAlign = "right";
    g.textBaseline = "middle";
    for (const t of ticks(y0, y1, f.height / 60)) {
      const [, y] = this.toScreen(0, t);
      g.beginPath(); g.moveTo(PAD.left, y); g.lineTo(PAD.left + f.width, y); g.stroke();
      g.fillText(text(t), PAD.left - 6, y);
    }
    g.save();
    g.translate(11, PAD.top + f.height / 2);
    g.rotate(-Math.PI / 2);
    g.textAlign = "center";
    g.fillText(this.points.data.axes[1], 0, 0);
    g.restore();
    g.strokeRect(PAD.left, PAD.top, f.width, f.height);
  }

  zoom(factor, px, py) {
    const [x, y] = this.toMap(px, py);
    const span = Math.min(20 * this.home.span, Math.max(1e-5 * this.home.span, this.view.span * factor));
    const k = span / this.view.span;
    this.view = { x: x + (this.view.x - x) * k, y: y + (this.view.y - y) * k, span };
    this.moved();
  }
  pan(dx, dy) {
    const s = this.frame().scale;
    this.view = { ...this.view, x: this.view.x - dx / s, y: this.view.y + dy / s };
    this.moved();
  }
  moved() {
    this.draw();
    this.listener.moved();
  }

  listen() {
    const c = this.canvas;
    const place = e => { const r = c.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
    c.addEventListener("pointerdown", e => {
      c.setPointerCapture(e.pointerId);
      this.pointers.set(e.pointerId, place(e));
      this.travelled = 0;
      if (this.pointers.size === 1 && (e.shiftKey || this.enclosing)) this.lasso = [place(e)];
      if (this.pointers.size > 1) this.lasso = null;
    });
    c.addEventListener("pointermove", e => {
      const [x, y] = place(e);
      const last = this.pointers.get(e.pointerId);
      if (!last) {
        this.listener.hovered(this.at(x, y, 10), x, y);
        return;
      }
      this.travelled += Math.hypot(x - last[0], y - last[1]);
      if (this.lasso) {
        this.lasso.push([x, y]);
        this.draw();
      } else if (this.pointers.size === 2) {
        const other = [...this.pointers].find(([id]) => id !== e.pointerId)[1];
        const before = Math.hypot(last[0] - other[0], last[1] - other[1]), now = Math.hypot(x - other[0], y - other[1]);
        if (now > 0) this.zoom(before / now, (x + other[0]) / 2, (y + other[1]) / 2);
      } else if (this.travelled > 4) {
        this.pan(x - last[0], y - last[1]);
      }
      this.pointers.set(e.pointerId, [x, y]);
    });
    const up = e => {
      const [x, y] = place(e);
      if (this.lasso && this.lasso.length > 2) this.enclose();
      else if (this.pointers.has(e.pointerId) && this.travelled <= 4 && e.type === "pointerup") {
        const i = this.at(x, y, 14);
        if (i >= 0) this.listener.clicked(i);
      }
      this.lasso = null;
      this.pointers.delete(e.pointerId);
      this.draw();
    };
    c.addEventListener("pointerup", up);
    c.addEventListener("pointercancel", up);
    c.addEventListener("pointerleave", () => this.listener.hovered(-1, 0, 0));
    c.addEventListener("wheel", e => {
      e.preventDefault();
      this.zoom(Math.exp(Math.max(-1, Math.min(1, e.deltaY / 400))), ...place(e));
    }, { passive: false });
    c.addEventListener("dblclick", () => { this.reset(); this.moved(); });
    c.addEventListener("keydown", e => {
      const step = 40, f = this.frame();
      const act = { ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0),
        ArrowUp: () => this.pan(0, step), ArrowDown: () => this.pan(0, -step),
        "+": () => this.zoom(0.8, f.cx, f.cy), "=": () => this.zoom(0.8, f.cx, f.cy),
        "-": () => this.zoom(1.25, f.cx, f.cy), 0: () => { this.reset(); this.moved(); },
        Enter: () => { const i = this.at(f.cx, f.cy, 1e4); if (i >= 0) this.listener.clicked(i); } }[e.key];
      if (act) { e.preventDefault(); act(); }
    });
  }

  enclose() {
    const polygon = this.lasso.map(([x, y]) => this.toMap(x, y));
    const found = new Set();
    for (let i = 0; i < this.points.count; i++) {
      let inside = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a], [bx, by] = polygon[b];
        if ((ay > this.y[i]) !== (by > this.y[i]) && this.x[i] < (bx - ax) * (this.y[i] - ay) / (by - ay) + ax) inside = !inside;
      }
      if (inside) found.add(i);
    }
    this.selected = found;
    this.listener.enclosed(found);
  }
}

function ticks(from, to, most) {
  const rough = (to - from) / Math.max(2, most), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(s => s * power >= rough) * power;
  const out = [];
  for (let k = Math.ceil(from / step); k * step <= to; k++) out.push(k * step);
  return out;
}
