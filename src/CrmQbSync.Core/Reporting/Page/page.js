"use strict";
(() => {
  const page = 200;
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const byId = id => document.getElementById(id);
  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  // Gives every column head a button that sorts; "sort" is told the column, its kind and the direction.
  const sortable = (table, sort) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", head.textContent);
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(other => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sort(column, head.dataset.kind === "number", up);
      });
    });
  };
  const compare = (left, right, numbers, up) => {
    const order = numbers
      ? (left === "" ? -1 : Number(left)) - (right === "" ? -1 : Number(right))
      : collator.compare(left, right);
    return up ? order : -order;
  };

  // The runs stand in the page; sorting and filtering only move and hide rows.
  const runTable = byId("run-table");
  const runColumn = new Map([...runTable.tHead.rows[0].cells].map((head, column) => [head.textContent, column]));
  const runs = [...runTable.tBodies[0].rows].map(row => ({
    row,
    cells: [...row.cells].map(cell => cell.dataset.value ?? cell.textContent),
    text: row.textContent.toLowerCase(),
  }));
  const showRuns = () => {
    const wanted = byId("run-filter").value.trim().toLowerCase();
    const status = byId("run-status").value;
    let shown = 0;
    for (const run of runs) {
      const fits = run.text.includes(wanted) && (!status || run.row.dataset.status === status);
      run.row.hidden = !fits;
      shown += fits;
    }
    byId("run-count").value = `${shown} of ${runs.length} runs`;
  };
  sortable(runTable, (column, numbers, up) => {
    runs.sort((left, right) => compare(left.cells[column], right.cells[column], numbers, up));
    runTable.tBodies[0].append(...runs.map(run => run.row));
  });
  byId("run-filter").addEventListener("input", showRuns);
  byId("run-status").addEventListener("change", showRuns);
  document.querySelector("#runs .controls").hidden = false;
  showRuns();

  // The entries of a run are read and shown when its Sync ID is followed, some at a time.
  const entryTable = byId("entry-table");
  let entries = [];
  let fitting = [];
  let shown = 0;
  const [statusColumn, addressColumn, fieldsColumn] = [3, 4, 6];
  const textsOf = ([time, action, side, status, email, name, contact, customer, reason, code, message, warning, fields]) => [
    time, action, side === "None" ? "" : side, status, email, name,
    fields.map(field => field[0]).join(" "),
    [message, warning].filter(Boolean).join("\n"),
    [reason, code].filter(Boolean).join(" "),
    contact, customer,
  ].map(text => text ?? "");
  const read = id => JSON.parse(byId(`data-${id}`).textContent).map((entry, place) => {
    const cells = textsOf(entry);
    const fields = entry[12];
    const all = cells.concat(fields.flat()).join("\n").toLowerCase();
    return { place, cells, fields, status: cells[statusColumn], all };
  });
  const fieldList = fields => {
    const list = make("ul");
    for (const [name, before, after, why, code] of fields) {
      const item = make("li", `${name}: `);
      item.append(before === null ? make("span", "(blank)") : make("del", before), " → ",
        after === null ? make("span", "(blank)") : make("ins", after));
      const more = [why, code].filter(Boolean).join(", ");
      if (more) item.append(" ", make("span", `(${more})`));
      list.append(item);
    }
    return list;
  };
  const rowOf = entry => {
    const row = make("tr");
    entry.cells.forEach((text, column) => {
      const isFields = column === fieldsColumn;
      const cell = make(column === addressColumn ? "th" : "td", isFields ? "" : text, column === statusColumn ? `status ${text}` : "value");
      if (column === addressColumn) cell.scope = "row";
      if (isFields && entry.fields.length) cell.append(fieldList(entry.fields));
      row.append(cell);
    });
    return row;
  };
  const showMore = () => {
    const next = fitting.slice(shown, shown + page);
    entryTable.tBodies[0].append(...next.map(rowOf));
    shown += next.length;
    const left = fitting.length - shown;
    byId("more").hidden = left === 0;
    byId("more").textContent = `Show ${Math.min(page, left)} more of ${left}`;
    byId("entry-count").value = `${fitting.length} of ${entries.length} entries` + (left ? `, ${shown} shown` : "");
  };
  addEventListener("beforeprint", () => {
    while (shown < fitting.length) showMore();
  });
  const showEntries = () => {
    const wanted = byId("entry-filter").value.trim().toLowerCase();
    const status = byId("entry-status").value;
    fitting = entries.filter(entry => (!status || entry.status === status) && entry.all.includes(wanted));
    entryTable.tBodies[0].replaceChildren();
    shown = 0;
    showMore();
  };
  sortable(entryTable, (column, numbers, up) => {
    entries.sort((left, right) => compare(left.cells[column], right.cells[column], numbers, up) || left.place - right.place);
    showEntries();
  });
  byId("entry-filter").addEventListener("input", showEntries);
  byId("entry-status").addEventListener("change", showEntries);
  byId("more").addEventListener("click", () => {
    const first = entryTable.tBodies[0].rows.length;
    showMore();
    const row = entryTable.tBodies[0].rows[first];
    row.tabIndex = -1;
    row.focus();
  });

  const follow = () => {
    const id = /^#run-(\d+)$/.exec(location.hash)?.[1];
    const run = runs.find(known => known.cells[0] === id);
    byId("entries").hidden = !run;
    document.querySelectorAll("#run-table a[aria-current]").forEach(link => link.removeAttribute("aria-current"));
    if (!run) return;
    run.row.querySelector("a").setAttribute("aria-current", "true");
    byId("entries-heading").textContent = `Run ${id}`;
    const cell = name => run.cells[runColumn.get(name)];
    byId("run-summary").textContent =
      `${cell("Mode")}, ${cell("Status")}, started ${cell("Started")}.` + (cell("Message") ? `\n${cell("Message")}` : "");
    entries = read(id);
    byId("entry-filter").value = "";
    byId("entry-status").value = "";
    entryTable.querySelectorAll("th[aria-sort]").forEach(head => head.removeAttribute("aria-sort"));
    showEntries();
    byId("entries").scrollIntoView();
    byId("entries-heading").focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  follow();
})();
