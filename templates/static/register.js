"use strict";
// What the registration does beyond form.js: places and categories are found
// by typing, an identity number says whose it is, and cases that look alike
// are shown while the parties are typed. Without it lists and buttons do.
(() => {
  const $ = (css, at = document) => at.querySelector(css);
  const form = () => $("form.take");
  const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);

  // combo puts a field to type in before something to choose from. find gives
  // the rows of a word, now or later; pick takes the one chosen.
  function combo(id, label, text, hint, find, pick) {
    const box = make("div", {className: "combo"}), list = make("ul", {id: id + "-list", hidden: true});
    const input = make("input", {type: "text", id: id + "-typed", value: text, autocomplete: "off", placeholder: hint});
    let rows = [], at = 0, timer = 0, asked = 0;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"], ["aria-label", label]]) input.setAttribute(name, value);
    const open = (on) => { list.hidden = !on; input.setAttribute("aria-expanded", String(on)); if (!on) input.removeAttribute("aria-activedescendant"); };
    const draw = () => {
      list.replaceChildren(...rows.map((row, i) => {
        const li = make("li", {id: id + "-" + i, textContent: row.title});
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", String(i === at));
        li.addEventListener("mousedown", (e) => { e.preventDefault(); choose(row); });
        return li;
      }));
      open(rows.length > 0);
      if (rows.length) input.setAttribute("aria-activedescendant", id + "-" + at);
    };
    const choose = (row) => {
      text = input.value = row.title;
      open(false);
      pick(row);
      input.dispatchEvent(new Event("change", {bubbles: true}));
    };
    const ask = () => {
      const mine = ++asked, words = input.value.trim();
      Promise.resolve(words ? find(words.toLowerCase()) : []).then((got) => {
        if (mine !== asked || document.activeElement !== input) return;
        rows = got;
        at = 0;
        draw();
      }).catch(() => open(false));
    };
    input.addEventListener("input", (e) => {
      clearTimeout(timer);
      if (e.isComposing) return;
      if (!input.value.trim()) { text = ""; pick({id: "", title: ""}); }
      timer = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (e) => {
      if (e.isComposing || list.hidden) return;
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        at = (at + (e.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length;
        draw();
      } else if (e.key === "Escape") {
        e.preventDefault();
        open(false);
      } else if (e.key === "Enter" || e.key === "Tab") {
        choose(rows[at]); // and on to the next field
      }
    });
    input.addEventListener("blur", () => { clearTimeout(timer); asked++; open(false); input.value = text; });
    box.append(input, list);
    return box;
  }

  function typedList(select) {
    const rows = Array.from(select.options).filter((o) => o.value).map((o) => ({id: o.value, title: o.text, py: o.dataset.py}));
    const label = $('label[for="' + select.id + '"]');
    const box = combo(select.id, label.textContent, select.value ? select.selectedOptions[0].text : "", "",
      (words) => rows.filter((r) => r.title.includes(words) || r.py.startsWith(words) || r.id.startsWith(words)).slice(0, 12),
      (row) => { select.value = row.id; });
    select.hidden = true;
    select.before(box);
    label.htmlFor = select.id + "-typed";
  }

  function typedPlace(chain) {
    const kept = make("input", {type: "hidden", name: chain.dataset.area, value: chain.dataset.id});
    const field = chain.closest(".field");
    const box = combo(chain.id, $(".label", field).textContent, chain.dataset.label.trim(), chain.dataset.hint, (words) =>
      fetch("/cases/new/places?q=" + encodeURIComponent(words)).then((res) => res.json()), (row) => { kept.value = row.id; });
    chain.querySelectorAll("select, button").forEach((el) => el.remove());
    const help = $(".hint", field);
    if (help) help.remove();
    chain.append(box, kept);
  }

  // born says sex and birth date of a number whose check digit is right.
  function born(number, words) {
    if (!/^\d{17}[\dX]$/.test(number)) return "";
    let sum = 0;
    for (let i = 0; i < 17; i++) sum += number[i] * (2 ** (17 - i) % 11);
    if ("10X98765432"[sum % 11] !== number[17]) return "";
    return words[number[16] % 2] + " " + number.slice(6, 10) + "-" + number.slice(10, 12) + "-" + number.slice(12, 14);
  }

  // card reads the number, or the whole line that a reader has typed.
  function card(input) {
    const out = $("output", input.parentNode), line = input.value.trim();
    out.textContent = born(line.toUpperCase(), input.dataset.card.split(" "));
    if (line.length < 20) return;
    fetch("/cases/new/card", {method: "POST", body: new URLSearchParams({line}), headers: {"X-Form": "card"}}).then((res) => res.ok && res.json()).then((c) => {
      if (!c || input.value.trim() !== line) return;
      const at = input.name.slice(0, -"id_no".length), f = input.form;
      input.value = c.id_no;
      out.textContent = c.card;
      for (const name of ["name", "address"]) if (!f.elements[at + name].value.trim()) f.elements[at + name].value = c[name];
      look();
    }).catch(() => {});
  }

  let looking = null, timer = 0;
  function look() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const f = form();
      if (!f || f.getAttribute("aria-busy")) return;
      if (looking) looking.abort();
      looking = new AbortController();
      const body = new URLSearchParams(new FormData(f));
      fetch("/cases/new/similar", {method: "POST", body, headers: {"HX-Request": "true"}, signal: looking.signal}).then((res) => res.ok && res.text()).then((html) => {
        const at = $("#similar");
        if (typeof html !== "string" || !at || html === at.dataset.html) return;
        at.dataset.html = html;
        at.innerHTML = html;
        title();
      }).catch(() => {});
    }, 400);
  }
  function title() {
    const at = $("[data-title]"), f = form();
    if (at && f && f.elements.title) f.elements.title.placeholder = at.textContent;
  }

  const weighs = /^parties\.\d+\.(name|phone|phone2|id_no|kind|role)$|^category$/;
  document.addEventListener("input", (e) => {
    if (e.isComposing || !e.target.form || e.target.form !== form()) return;
    if (weighs.test(e.target.name)) look();
    if ("card" in e.target.dataset) card(e.target);
  });
  document.addEventListener("change", (e) => {
    if (e.target.form && e.target.form === form() && (weighs.test(e.target.name) || e.target.id === "category-typed")) look();
  });
  document.addEventListener("click", (e) => {
    const none = e.target.closest("[data-none]");
    if (!none) return;
    const input = document.getElementById(none.dataset.none);
    input.value = "";
    input.focus();
    none.closest(".err").remove();
  });

  function start() {
    const f = form();
    if (!f || f.dataset.ready) return;
    f.dataset.ready = "1";
    f.querySelectorAll("[data-none]").forEach((el) => { el.hidden = false; });
    f.querySelectorAll("select[data-typed]").forEach(typedList);
    f.querySelectorAll("[data-area]").forEach(typedPlace);
    title();
  }
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
