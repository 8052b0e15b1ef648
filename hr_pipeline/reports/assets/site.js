"use strict";
/* Opens evidence cards, finds countries, filters the explorer: from files on the disk, without a server. */
(function () {
  const read = (id) => { const node = document.getElementById(id); return node ? JSON.parse(node.textContent) : null; };
  const words = read("words") || {}, cards = read("evidence") || {}, names = read("names");
  const dialog = document.getElementById("card");

  const element = (tag, text, children) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = String(text);
    (children || []).forEach((child) => node.append(child));
    return node;
  };
  const row = (label, value) => element("tr", null, [element("th", label), element("td", null, [value instanceof Node ? value : element("span", value)])]);
  const list = (rows) => element("ul", null, rows.map((text) => element("li", text)));

  function show(id) {
    const card = cards[id];
    if (!card || !dialog) return;
    const body = element("tbody");
    body.append(row(words.value, card.value === null ? card.missing : `${card.value} ${card.unit}`));
    if (card.low !== null && card.high !== null) body.append(row("95 %", `${card.low} – ${card.high}`));
    if (card.description) body.append(row("", card.description));
    if (card.why) body.append(row("", card.why));
    if (card.formula) body.append(row(words.formula, element("code", card.formula)));
    const parts = card.parts.map((part) => `${part.role}: ${part.number} (${part.from})`);
    if (card.more_parts) parts.push(`+ ${card.more_parts}`);
    if (parts.length) body.append(row(words.parts, list(parts)));
    const cells = card.cells.map((cell) => `${cell.file} ${cell.locator}: ${cell.text} (${cell.publisher}; ${cell.licence})`);
    if (cells.length) body.append(row(words.cells, list(cells)));
    if (card.flags.length) body.append(row("!", card.flags.join(", ")));
    body.append(row(words.licence, card.licence), row(words.replay, element("code", card.replay)));
    const close = element("button", words.close);
    close.addEventListener("click", () => dialog.close());
    const title = element("h2", words.evidence); title.id = "card-title";
    dialog.replaceChildren(title, element("p", null, [element("code", id)]), element("table", null, [body]), close);
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-figure]");
    if (button) return show(button.dataset.figure);
    const mark = event.target.closest("a");
    const target = mark && (mark.getAttribute("href") || mark.getAttribute("xlink:href") || "");
    if (target && target.startsWith("#") && cards[decodeURIComponent(target.slice(1))]) {
      event.preventDefault();
      show(decodeURIComponent(target.slice(1)));
    }
  });

  const search = document.getElementById("search"), found = document.getElementById("found");
  if (search && names && found) {
    const fill = () => {
      const asked = search.value.trim().toLocaleLowerCase();
      const hits = names.filter((one) => one.name.toLocaleLowerCase().includes(asked) || one.code.toLowerCase() === asked);
      found.replaceChildren(...hits.map((one) => {
        const link = element("a", one.name); link.href = one.page;
        return element("li", null, [link]);
      }));
    };
    search.addEventListener("input", fill);
    fill();
  }

  const data = read("explorer");
  if (data) {
    const country = document.getElementById("explore-country"), measure = document.getElementById("explore-measure");
    const plot = document.getElementById("plot"), numbers = document.getElementById("numbers");
    const option = (value, text) => { const node = element("option", text); node.value = value; return node; };
    country.append(...Object.entries(data.countries).map(([code, name]) => option(code, name)));
    measure.append(...Object.entries(data.measures).map(([code, name]) => option(code, name)));
    const asked = new URLSearchParams(location.hash.slice(1));
    if (asked.get("country")) country.value = asked.get("country");
    if (asked.get("measure")) measure.value = asked.get("measure");
    const draw = () => {
      location.hash = new URLSearchParams({ country: country.value, measure: measure.value }).toString();
      const rows = data.rows.filter((one) => one[0] === country.value && one[1] === measure.value).sort((a, b) => a[2] - b[2]);
      numbers.replaceChildren(...rows.map((one) => {
        const button = element("button", one[4]); button.className = "figure"; button.dataset.figure = one[5]; button.type = "button"; button.dataset.value = one[3];
        cards[one[5]] = cards[one[5]] || { value: one[3], low: null, high: null, unit: data.units[one[1]], description: "", formula: "", why: "", missing: "", flags: [], licence: one[6], parts: [], more_parts: 0, cells: [], replay: `hr-pipeline trace ${one[5]} --replay` };
        return element("tr", null, [element("th", one[2]), element("td", null, [button])]);
      }));
      plot.replaceChildren();
      if (!rows.length) return;
      const most = Math.max(...rows.map((one) => one[3])) || 1, first = rows[0][2], last = rows[rows.length - 1][2];
      const across = (year) => 40 + (first === last ? 200 : 420 * (year - first) / (last - first)), up = (value) => 150 - 130 * value / most;
      const space = "http://www.w3.org/2000/svg";
      rows.forEach((one, position) => {
        const before = rows[position - 1];
        if (before && one[2] - before[2] === 1) {
          const line = document.createElementNS(space, "line");
          Object.entries({ x1: across(before[2]), y1: up(before[3]), x2: across(one[2]), y2: up(one[3]), stroke: "#00695c" }).forEach(([name, value]) => line.setAttribute(name, value));
          plot.append(line);
        }
        const dot = document.createElementNS(space, "circle");
        Object.entries({ cx: across(one[2]), cy: up(one[3]), r: 5, fill: "#00695c", tabindex: 0, role: "button", "aria-label": `${one[2]}: ${one[4]}`, "data-figure": one[5], "data-value": one[3] }).forEach(([name, value]) => dot.setAttribute(name, value));
        plot.append(dot);
      });
    };
    country.addEventListener("change", draw); measure.addEventListener("change", draw); draw();
  }
})();
