"use strict";
// What the pages of single acts have beyond their HTML: phrases and chips that
// fill a field in, rows of an agreement that come and go, sums shown while one
// types. The server reckons everything again; each page works without this.
(function () {
  function all(sel, within) { return Array.prototype.slice.call((within || document).querySelectorAll(sel)); }
  function tell(el) { el.dispatchEvent(new Event("input", { bubbles: true })); }

  // a phrase goes in where the writing stands
  function say(box, text) {
    var a = box.selectionStart, b = box.selectionEnd, v = box.value;
    if (a > 0 && v[a - 1] !== "\n") text = "\n" + text;
    box.value = v.slice(0, a) + text + v.slice(b);
    box.focus();
    box.selectionStart = box.selectionEnd = a + text.length;
    tell(box);
  }
  // A row of phrases is one stop of Tab; the arrows go along it.
  function oneStop(row) {
    var stops = all("button", row);
    if (row.dataset.stop) return;
    row.dataset.stop = "1";
    stops.forEach(function (b, i) { b.tabIndex = i ? -1 : 0; });
    row.addEventListener("keydown", function (e) {
      var to = stops[stops.indexOf(e.target) + ({ ArrowRight: 1, ArrowLeft: -1 }[e.key] || 0)];
      if (!to || to === e.target) return;
      e.preventDefault();
      e.target.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    });
  }
  function nowLocal() {
    var d = new Date(Date.now() + 8 * 3600e3);
    return d.toISOString().slice(0, 16);
  }
  document.addEventListener("click", function (e) {
    var b = e.target.closest("button");
    if (!b) return;
    if (b.dataset.say) say(document.getElementById(b.dataset.into), b.dataset.say);
    if (b.dataset.fill) {
      var into = document.getElementById(b.dataset.fill);
      into.value = b.dataset.value === "now" ? nowLocal() : b.dataset.value;
      into.focus();
      tell(into);
      into.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (b.dataset.drop !== undefined) { e.preventDefault(); drop(b.closest("li")); }
    if (b.dataset.split !== undefined) { e.preventDefault(); split(b); }
    if (b.name === "_more" && document.querySelector("[data-terms]")) { e.preventDefault(); add(); }
  });

  // rows of an agreement, of the page as it stands now: a form that comes back
  // takes the place of the one before
  function cell(row, name) { return row.querySelector("[data-cell='" + name + "']"); }
  function rows() { return all("[data-terms] > li"); }
  function number() {
    rows().forEach(function (row, i) {
      all("[name],[id],[for]", row).forEach(function (el) {
        ["name", "id", "for"].forEach(function (at) {
          var v = el.getAttribute(at);
          if (v) el.setAttribute(at, v.replace(/^(f\.items\.)\d+/, "$1" + i));
        });
      });
    });
  }
  function add(after) {
    var from = after || rows()[rows().length - 1], row = from.cloneNode(true);
    all(".err", row).forEach(function (el) { el.remove(); });
    all(".bad", row).forEach(function (el) { el.classList.remove("bad"); });
    all("[data-cell]", row).forEach(function (el) {
      var keep = /^(debtor|creditor|kind)$/.test(el.dataset.cell);
      el.value = keep ? cell(from, el.dataset.cell).value : "";
    });
    from.after(row);
    number();
    sum();
    if (!after) cell(row, "kind").focus();
    return row;
  }
  function drop(row) {
    if (rows().length === 1) all("[data-cell]", row).forEach(function (el) { el.value = ""; });
    else row.remove();
    number();
    sum();
  }

  // money in fen, digits only, so that nothing is lost to binary fractions
  function fen(text) {
    var m = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.replace(/[,\uff0c\s]/g, ""));
    return m ? +m[1] * 100 + +((m[2] || "") + "00").slice(0, 2) : 0;
  }
  function yuan(n) {
    var cents = ("0" + n % 100).slice(-2);
    return Math.floor(n / 100) + (cents === "00" ? "" : "." + cents);
  }
  function sum() {
    var total = 0;
    rows().forEach(function (row) { total += fen(cell(row, "amount").value); });
    all("[data-sum]").forEach(function (el) { el.textContent = yuan(total).replace(/\B(?=(\d{3})+(?!\d))/g, ","); });
  }
  // the first row's sum, in n equal parts month by month; the last one takes
  // the fen that are left
  function month(day, n) {
    var p = day.split("-"), at = new Date(Date.UTC(+p[0], +p[1] - 1 + n, 1));
    var last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
    at.setUTCDate(Math.min(+p[2], last));
    return at.toISOString().slice(0, 10);
  }
  function split() {
    var n = +document.getElementById("parts").value, row = rows()[0];
    var whole = fen(cell(row, "amount").value), due = cell(row, "due").value;
    if (!(n >= 2 && n <= 60) || !whole || !due) return;
    var part = Math.floor(whole / n);
    for (var i = n - 1; i > 0; i--) {
      var r = add(row);
      cell(r, "amount").value = yuan(i === n - 1 ? whole - part * (n - 1) : part);
      cell(r, "due").value = month(due, i);
      cell(r, "what").value = cell(row, "what").value;
      cell(r, "offer").value = cell(row, "offer").value;
    }
    cell(row, "amount").value = yuan(part);
    sum();
    tell(cell(row, "amount"));
  }
  function start() {
    all(".js").forEach(function (el) { el.hidden = false; });
    all(".chips").forEach(oneStop);
    sum();
  }
  document.addEventListener("input", function (e) { if (e.target.closest("[data-terms]")) sum(); });
  document.addEventListener("htmx:afterSettle", start);
  start();
})();
