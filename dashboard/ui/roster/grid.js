// The grid of a week: rows × half-days, with people (or fields) as chips.
// It draws what it is given and tells what somebody wants; the page decides and draws anew.
// data: {rows, columns, cells, options, blocked, editable, words}; see grid.py.

const kept = new WeakMap(); // root → what has to survive a redraw: where the focus was

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

const folded = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component;
  const state = kept.get(root) ?? { focus: null, open: null };
  kept.set(root, state);
  const place = root.querySelector("[data-grid]") ?? root;
  const tell = (wish) => setTriggerValue("wish", { ...wish, at: Date.now() });
  const cellAt = (row, column) => place.querySelector(`td[data-row="${CSS.escape(row)}"][data-column="${CSS.escape(column)}"]`);

  const chip = (row, column, item) =>
    element("span", {
      class: ["chip", item.part, item.bad ? "bad" : "", item.fixed ? "fixed" : ""].join(" "),
      title: item.title,
    }, (item.bad ? "✗ " : "") + item.label + (item.fixed ? " ⚲" : "") + (item.counter ? ` · ${item.counter}` : ""));

  const choices = (row, column, typed) => {
    const there = new Set((data.cells[`${row}|${column}`]?.items ?? []).map((item) => item.id));
    return (data.options[row] ?? []).filter((option) =>
      !there.has(option.id) && folded(option.label).includes(folded(typed)) &&
      !(data.blocked[option.id] ?? []).includes(column) && !(data.blocked[row] ?? []).includes(column));
  };

  const editor = (row, column) => {
    const cell = data.cells[`${row}|${column}`] ?? { items: [] };
    const list = element("ul", { "aria-label": data.words.candidates });
    let marked = 0;
    const input = element("input", {
      type: "text", placeholder: data.words.type, "aria-label": data.words.type, autocomplete: "off",
      oninput: () => { marked = 0; fill(); },
      onkeydown: (event) => {
        const found = choices(row, column, input.value);
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          marked = Math.max(0, Math.min(found.length - 1, marked + (event.key === "ArrowDown" ? 1 : -1)));
          event.preventDefault(); fill();
        } else if (event.key === "Enter" && found[marked]) {
          tell({ op: "put", row, column, item: found[marked].id, part: event.shiftKey ? "stand_in" : "primary" });
        } else if (event.key === "Escape") { close(); }
        event.stopPropagation();
      },
    });
    const fill = () => {
      const found = choices(row, column, input.value);
      list.replaceChildren(...found.slice(0, 12).map((option, index) =>
        // Two buttons a line, so a plain list: a listbox must not hold anything to press.
        element("li", { class: index === marked ? "marked" : "" },
          element("button", { type: "button", class: "name", "aria-current": index === marked ? "true" : false, onclick: () => tell({ op: "put", row, column, item: option.id, part: "primary" }) },
            option.label, element("small", {}, option.note)),
          element("button", { type: "button", class: "part", onclick: () => tell({ op: "put", row, column, item: option.id, part: "stand_in" }) },
            data.words.stand_in))));
      if (!found.length) list.append(element("li", { class: "none" }, data.words.nobody));
    };
    fill();
    const lines = cell.items.map((item) => element("div", { class: "line" },
      element("span", { class: "who" }, item.label),
      element("button", { type: "button", onclick: () => tell({ op: "put", row, column, item: item.id, part: item.part === "primary" ? "stand_in" : "primary" }) },
        item.part === "primary" ? data.words.to_stand_in : data.words.to_primary),
      element("button", { type: "button", "aria-pressed": String(item.fixed), onclick: () => tell({ op: "fix", row, column, item: item.id }) },
        item.fixed ? data.words.unfix : data.words.fix),
      element("button", { type: "button", class: "gone", "aria-label": `${data.words.remove} ${item.label}`, onclick: () => tell({ op: "remove", row, column, item: item.id }) }, "×")));
    const notes = (cell.notes ?? []).map((note) => element("p", { class: "note" }, note));
    const box = element("div", { class: "editor", role: "dialog", "aria-label": cell.label ?? data.words.type, onclick: (event) => event.stopPropagation() },
      ...notes, ...lines, input, list,
      element("button", { type: "button", class: "close", onclick: () => close() }, data.words.close));
    return { box, input };
  };

  const close = () => {
    place.querySelector(".editor")?.remove();
    const at = state.open;
    state.open = null;
    if (at) cellAt(...at)?.focus();
  };

  const open = (row, column) => {
    if (!data.editable) return;
    close();
    state.open = [row, column];
    state.focus = [row, column];
    const cell = cellAt(row, column);
    if (!cell) return;
    const { box, input } = editor(row, column);
    cell.append(box);
    input.focus();
  };

  const move = (event, row, column) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (step) {
      const next = [data.rows.findIndex((one) => one.id === row) + step[0], data.columns.findIndex((one) => one.id === column) + step[1]];
      const target = data.rows[next[0]] && data.columns[next[1]] && cellAt(data.rows[next[0]].id, data.columns[next[1]].id);
      if (target) { target.focus(); event.preventDefault(); }
    } else if (event.key === "Enter" || event.key === "F2") { open(row, column); event.preventDefault(); }
    else if ((event.key === "Delete" || event.key === "Backspace") && data.editable) { tell({ op: "clear", row, column }); event.preventDefault(); }
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ") { open(row, column); }
  };

  const body = (row) => element("tr", {},
    element("th", { scope: "row", title: row.title ?? row.label }, row.label, row.note ? element("small", { class: row.bad ? "bad" : "" }, row.note) : null),
    ...data.columns.map((column) => {
      const cell = data.cells[`${row.id}|${column.id}`] ?? { items: [], state: "" };
      return element("td", {
        tabindex: "0", class: cell.state, "data-row": row.id, "data-column": column.id, "aria-label": cell.label,
        onclick: () => open(row.id, column.id),
        onkeydown: (event) => { if (event.target === event.currentTarget) move(event, row.id, column.id); },
        onfocus: () => { state.focus = [row.id, column.id]; },
      }, cell.mark ? element("span", { class: "mark" }, cell.mark) : null, ...cell.items.map((item) => chip(row, column, item)));
    }));

  const groups = [];
  for (const column of data.columns) {
    if (groups.length && groups[groups.length - 1].name === column.group) groups[groups.length - 1].count += 1;
    else groups.push({ name: column.group, count: 1, today: column.today });
  }
  const focused = root.activeElement ?? null;
  const inside = focused !== null && place.contains(focused);
  place.replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": data.words.grid },
    element("table", {},
      element("caption", { class: "unseen" }, data.words.grid),
      element("thead", {},
        element("tr", {}, element("th", { rowspan: "2", scope: "col" }, data.words.corner),
          ...groups.map((group) => element("th", { colspan: String(group.count), scope: "colgroup", class: group.today ? "today" : "" }, group.name))),
        element("tr", {}, ...data.columns.map((column) => element("th", { scope: "col", class: "half" }, column.label)))),
      element("tbody", {}, ...data.rows.map(body)))));
  if (state.open) open(...state.open);
  else if (inside && state.focus) cellAt(...state.focus)?.focus();
}
