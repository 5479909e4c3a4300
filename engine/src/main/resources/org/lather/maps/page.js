// The page: choices, what is known of a point, search, selection, and the state in the address.
const id = name => document.getElementById(name);
const element = (tag, content, attributes = {}) => {
  const e = document.createElement(tag);
  if (content !== undefined) e.textContent = content;
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  return e;
};

async function start() {
  const data = await readData();
  const points = new Points(data);
  prepare(data);
  document.title = data.title;
  id("title").textContent = data.title;
  id("summary").textContent = data.summary;

  const plot = new Plot(id("map"), points, {
    moved: () => remember(),
    hovered: (i, x, y) => hint(i, x, y),
    clicked: i => choose(i),
    enclosed: found => selection(found),
  });
  const molecule = new Molecule(id("molecule"), points, atom => chooseAtom(atom));
  const properties = points.properties();
  fill(id("colour"), [["", "one colour"], ...properties.map((p, k) => [String(k), withUnit(p.name, p.unit)])]);
  const ofAtoms = data.properties.filter(p => p.of === "atom");
  fill(id("atoms"), [["", "element"], ...ofAtoms.map((p, k) => [String(k), withUnit(p.name, p.unit)])]);
  fill(id("arrows"), [["", "none"], ...data.vectors.map((v, k) => [String(k), withUnit(v.name, v.unit)])]);
  id("atoms").closest("label").hidden = ofAtoms.length === 0;
  id("arrows").closest("label").hidden = data.vectors.length === 0;

  function colour() {
    const p = properties[id("colour").value];
    for (let i = 0; i < points.count; i++) {
      let c = [74, 118, 190];
      if (p) {
        const k = p.of === "atom" ? i : points.structure(i);
        if (p.kind === "class") c = CLASSES[p.data[k] % CLASSES.length];
        else c = Number.isNaN(p.data[k]) ? MISSING : ramp(RAMP, (p.data[k] - p.low) / (p.high - p.low || 1));
      }
      plot.colours.set(c, 3 * i);
    }
    legend(id("legend"), p, RAMP);
    plot.draw();
    remember();
  }

  function choose(point, atom = points.atom(point)) {
    plot.chosen = point;
    plot.draw();
    molecule.show(points.structure(point), atom);
    describe(point, atom);
    remember();
  }

  function chooseAtom(atom) {
    const structure = molecule.structure;
    choose(points.pointOf(structure, atom), atom);
  }

  function describe(point, atom) {
    const s = points.structure(point);
    id("name").textContent = points.name(point);
    id("position").textContent = (s + 1).toLocaleString("en") + " of " + data.names.length.toLocaleString("en") + " structures";
    const rows = [];
    for (const p of data.properties.filter(p => p.of === "structure")) rows.push([withUnit(p.name, p.unit), points.at(p, s)]);
    table(id("facts"), rows);
    const of = [];
    if (atom >= 0) {
      const i = data.starts[s] + atom;
      of.push(["atom", points.symbol(i) + " " + atom]);
      for (const p of ofAtoms) of.push([withUnit(p.name, p.unit), points.at(p, i)]);
    }
    table(id("atomfacts"), of);
    id("atomhint").hidden = atom >= 0;
    const near = id("nearest");
    near.replaceChildren();
    const landmark = data.landmarks[data.nearest[point]];
    const button = element("button", points.name(landmark), { type: "button" });
    button.addEventListener("click", () => choose(landmark));
    near.append("Most similar landmark: ", button, " (kernel " + text(data.similarity[point]) + ")");
  }

  function hint(i, x, y) {
    const h = id("hint");
    h.hidden = i < 0;
    if (i < 0) return;
    const p = properties[id("colour").value];
    h.textContent = points.name(i) + (p ? " · " + text(points.value(p, i)) + (p.unit ? " " + p.unit : "") : "");
    h.style.left = Math.min(x + 14, id("map").clientWidth - h.offsetWidth - 4) + "px";
    h.style.top = Math.max(0, y - 30) + "px";
  }

  function selection(found) {
    plot.selected = found;
    id("selection").hidden = found.size === 0;
    id("count").textContent = found.size.toLocaleString("en") + (found.size === 1 ? " point" : " points") + " selected";
    plot.draw();
  }

  function remember() {
    clearTimeout(remember.later);
    remember.later = setTimeout(() => {
      const v = plot.view, p = properties[id("colour").value];
      const hash = new URLSearchParams({ point: plot.chosen, view: [v.x, v.y, v.span].map(n => n.toPrecision(6)).join(",") });
      if (p) hash.set("colour", p.name);
      history.replaceState(null, "", "#" + hash);
    }, 200);
  }

  function recall() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const view = (hash.get("view") || "").split(",").map(Number);
    if (view.length === 3 && view.every(Number.isFinite) && view[2] > 0) plot.view = { x: view[0], y: view[1], span: view[2] };
    const wanted = properties.findIndex(p => p.name === hash.get("colour"));
    const first = properties.findIndex(p => p.kind === "number");
    id("colour").value = wanted >= 0 ? String(wanted) : location.hash.length > 1 || first < 0 ? "" : String(first);
    colour();
    const point = Number(hash.get("point") ?? 0);
    choose(Number.isInteger(point) && point >= 0 && point < points.count ? point : 0);
  }

  id("colour").addEventListener("change", colour);
  id("atoms").addEventListener("change", () => {
    molecule.property = ofAtoms[id("atoms").value] || null;
    legend(id("atomlegend"), molecule.property, molecule.property && molecule.property.signed ? DIVERGING : RAMP);
    molecule.draw();
  });
  id("arrows").addEventListener("change", () => { molecule.arrows = data.vectors[id("arrows").value] || null; molecule.draw(); });
  id("lasso").addEventListener("click", () => {
    plot.enclosing = !plot.enclosing;
    id("lasso").setAttribute("aria-pressed", plot.enclosing);
  });
  id("home").addEventListener("click", () => { plot.reset(); plot.moved(); });
  id("clear").addEventListener("click", () => selection(new Set()));
  id("csv").addEventListener("click", () => save("selection.csv", csv(points, [...plot.selected])));
  id("xyz").addEventListener("click", () => save("selection.xyz", xyz(points, [...plot.selected])));
  const step = by => choose(points.pointOf((molecule.structure + by + data.names.length) % data.names.length, 0));
  id("previous").addEventListener("click", () => step(-1));
  id("next").addEventListener("click", () => step(1));
  id("search").addEventListener("input", () => search(id("search").value));
  id("search").addEventListener("keydown", e => {
    const first = id("found").querySelector("button");
    if (e.key === "Enter" && first) first.click();
    if (e.key === "Escape") search(id("search").value = "");
  });
  document.addEventListener("keydown", e => {
    if (e.target.matches("input, select")) return;
    if (e.key === "/") { e.preventDefault(); id("search").focus(); }
    if (e.key === "n") step(1);
    if (e.key === "p") step(-1);
    if (e.key === "Escape") selection(new Set());
  });

  function search(wanted) {
    const list = id("found"), low = wanted.trim().toLowerCase();
    list.replaceChildren();
    for (let s = 0, shown = 0; low && s < data.names.length && shown < 12; s++) {
      if (!data.names[s].toLowerCase().includes(low)) continue;
      const button = element("button", data.names[s].slice(0, 120), { type: "button" });
      button.addEventListener("click", () => { choose(points.pointOf(s, 0)); list.replaceChildren(); });
      list.append(button);
      shown++;
    }
    if (low && !list.children.length) list.append(element("p", "No name contains this."));
  }

  window.addEventListener("hashchange", recall);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { plot.draw(); molecule.draw(); });
  recall();
  window.lather = { data, points, plot, molecule };
  document.body.dataset.ready = "true";
}

function prepare(data) {
  for (const p of data.properties) {
    if (p.kind !== "number") continue;
    [p.low, p.high] = range(p.data);
    p.signed = p.low < 0 && p.high > 0;
    p.largest = Math.max(-p.low, p.high);
  }
  for (const v of data.vectors) {
    v.longest = 0;
    for (let i = 0; i + 2 < v.data.length; i += 3) {
      const l = Math.hypot(v.data[i], v.data[i + 1], v.data[i + 2]);
      if (l > v.longest) v.longest = l;
    }
  }
}

function fill(select, options) {
  select.replaceChildren(...options.map(([value, label]) => element("option", label, { value })));
}

function table(body, rows) {
  body.replaceChildren(...rows.map(([name, value]) => {
    const row = element("tr");
    row.append(element("th", name, { scope: "row" }), element("td", text(value).slice(0, 500)));
    return row;
  }));
}

function legend(box, p, stops) {
  box.replaceChildren();
  box.hidden = !p;
  if (!p) return;
  if (p.kind === "class") {
    for (let k = 0; k < Math.min(p.words.length, 24); k++) {
      const item = element("span", undefined, { class: "key" });
      const swatch = element("i");
      swatch.style.background = css(CLASSES[k % CLASSES.length]);
      item.append(swatch, p.words[k].slice(0, 40));
      box.append(item);
    }
    return;
  }
  const bar = element("span", undefined, { class: "bar" });
  bar.style.background = "linear-gradient(to right, " + stops.map(css).join(",") + ")";
  const ends = p.signed && stops === DIVERGING ? [-p.largest, p.largest] : [p.low, p.high];
  box.append(text(ends[0]), bar, text(ends[1]) + (p.unit ? " " + p.unit : ""));
}

function csv(points, chosen) {
  const quote = v => '"' + String(v ?? "").replaceAll('"', '""') + '"';
  const properties = points.properties();
  const lines = [["point", "name", "x", "y", ...properties.map(p => withUnit(p.name, p.unit))].map(quote).join(",")];
  for (const i of chosen) {
    lines.push([i, quote(points.name(i)), points.data.x[i], points.data.y[i],
      ...properties.map(p => { const v = points.value(p, i); return typeof v === "number" ? v : quote(v); })].join(","));
  }
  return lines.join("\n") + "\n";
}

function xyz(points, chosen) {
  const d = points.data, structures = [...new Set(chosen.map(i => points.structure(i)))];
  return structures.map(s => {
    const lines = [String(d.starts[s + 1] - d.starts[s])];
    const cell = d.cells && d.cells.subarray(9 * s, 9 * s + 9).some(v => v !== 0)
      ? 'Lattice="' + Array.from(d.cells.subarray(9 * s, 9 * s + 9)).join(" ") + '" ' : "";
    lines.push(cell + "Properties=species:S:1:pos:R:3 structure=" + s + ' pbc="' + (cell ? "T T T" : "F F F") + '"');
    for (let i = d.starts[s]; i < d.starts[s + 1]; i++) {
      lines.push([points.symbol(i), ...Array.from(d.positions.subarray(3 * i, 3 * i + 3), v => Number(v.toPrecision(8)))].join(" "));
    }
    return lines.join("\n") + "\n";
  }).join("");
}

function save(name, content) {
  const link = element("a", undefined, { download: name, href: URL.createObjectURL(new Blob([content])) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

start().catch(e => {
  id("title").textContent = "This page cannot be shown";
  id("summary").textContent = String(e);
});
