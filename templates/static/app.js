"use strict";
// What every page of the desk has beyond its HTML: keys, menus that close,
// words for a cut line. Each page works without this file. Nothing happens
// while somebody types, or while an input method composes a word.
(function () {
  var body = document.body;

  function typing(e) {
    var el = e.target;
    return e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey ||
      el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);
  }
  function follow(key) {
    var link = document.querySelector('a[data-key="' + key + '"]');
    if (link) link.click();
    return !!link;
  }
  // From the thing in focus to its neighbour; from nowhere to the first.
  function step(list, by, e) {
    var all = Array.prototype.slice.call(list), at = all.indexOf(document.activeElement) + by;
    if (at < 0) at = 0;
    if (all[at]) { e.preventDefault(); all[at].focus(); }
  }
  function shut(but) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (d) { if (d !== but) d.open = false; });
  }

  document.addEventListener("keydown", function (e) {
    if (e.key === "Escape") {
      var open = document.querySelector("details[data-menu][open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      else if (!e.defaultPrevented && !e.isComposing && e.keyCode !== 229 && e.target.matches("input,textarea,select")) e.target.blur(); // the keys work again
      return;
    }
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter" && e.target.form && !e.isComposing) {
      var main = e.target.form.querySelector("button.primary");
      if (main) { e.preventDefault(); main.click(); }
      return;
    }
    // Down from the box leads into what stands under it.
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      var seek = !e.isComposing && e.target.closest && e.target.closest(".seek");
      if (seek) { step(seek.querySelectorAll("input,.quick a"), e.key === "ArrowDown" ? 1 : -1, e); return; }
    }
    if (typing(e)) return;
    if (e.key === "j" || e.key === "k") {
      var rows = body.dataset.keys !== "off" && document.querySelectorAll("[data-rows] a[data-row]");
      if (rows && rows.length) { step(rows, e.key === "j" ? 1 : -1, e); return; }
    }
    if (e.key === "/") {
      var box = document.getElementById("search");
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    } else if (body.dataset.keys !== "off" && /^[a-z?]$/.test(e.key) && follow(e.key)) {
      e.preventDefault();
    }
  });
  document.addEventListener("click", function (e) { shut(e.target.closest("details[data-menu]")); });

  // An input method sends "input" for every keystroke of a word that is not
  // chosen yet. Nobody else hears of it; when the word stands, all do, once.
  document.addEventListener("input", function (e) { if (e.isComposing) e.stopPropagation(); }, true);
  document.addEventListener("compositionend", function (e) {
    setTimeout(function () { e.target.dispatchEvent(new Event("input", { bubbles: true })); }, 0);
  }, true);

  // Who writes into the text made of two has chosen it.
  document.addEventListener("input", function (e) {
    var radio = e.target.dataset.picks && document.getElementById(e.target.dataset.picks);
    if (radio) radio.checked = true;
  });

  // The first thing to fill in has the cursor; where something was wrong, the
  // list of it; in a form taken up again, what must still be filled in. Not on
  // a phone, whose keyboard would cover the page.
  function missing(form) {
    return Array.prototype.map.call(form.querySelectorAll(".must"), function (mark) {
      var at = mark.parentNode, el = at.querySelector('input:not([type="hidden"]),select,textarea');
      return el && !(/radio|checkbox/.test(el.type) ? at.querySelector(":checked") : el.value) ? el : null;
    }).filter(Boolean)[0];
  }
  var act = document.getElementById("act");
  if (act && !location.hash && matchMedia("(pointer: fine)").matches) {
    var wrong = document.getElementById("faults"), again = /[?&]draft=/.test(location.search) && missing(act);
    var first = wrong || again || act.querySelector('.body input:checked, .body input:not([type="hidden"]):not([type="search"]):not(:disabled), .body select, .body textarea');
    if (first) first.focus({ preventScroll: first !== again });
  }

  // A second click on the way does nothing; the server would answer both with
  // one effect anyway.
  document.addEventListener("submit", function (e) {
    if (e.defaultPrevented || e.target.method !== "post" || "gives" in e.target.dataset) return; // what gives a file leaves the page
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = "1";
    setTimeout(function () { delete e.target.dataset.sent; }, 8000);
  });
  // A page that the browser had kept in memory is asked for anew: somebody else
  // may sit here now, and its forms have been sent.
  addEventListener("pageshow", function (e) { if (e.persisted) location.reload(); });

  // Parts of a page that did not come.
  function tell(text) {
    var toast = document.getElementById("toast");
    if (!toast) return;
    toast.textContent = text;
    toast.hidden = false;
    setTimeout(function () { toast.hidden = true; }, 8000);
  }
  body.addEventListener("htmx:sendError", function (e) { if (!e.detail.elt.closest("[data-quiet]")) tell(body.dataset.cut); });
  body.addEventListener("htmx:timeout", function (e) { if (!e.detail.elt.closest("[data-quiet]")) tell(body.dataset.cut); });
  body.addEventListener("htmx:responseError", function (e) { if (!e.detail.elt.closest("[data-quiet]")) tell(body.dataset.failed); });

  // The bell looks again each minute, while somebody may be looking at it.
  setInterval(function () {
    var bell = document.getElementById("bell");
    if (bell && window.htmx && !document.hidden) htmx.trigger(bell, "look");
  }, 60000);
  // What only works with scripts is there with them, on a page that came back in
  // the place of another too.
  function able() {
    document.querySelectorAll("[data-print], [data-copy]").forEach(function (b) {
      if ("print" in b.dataset || navigator.clipboard) b.hidden = false;
    });
  }
  able();
  document.addEventListener("htmx:afterSettle", able);
  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-print], [data-copy]");
    if (!b) return;
    if ("print" in b.dataset) { print(); return; }
    navigator.clipboard.writeText(b.dataset.copy).then(function () { b.classList.add("done"); });
  });
  // A whole number is dialled at once, and leaves the screen after its time or with the page.
  function hide(el) {
    el.textContent = el.dataset.mask;
    el.removeAttribute("data-vanish");
  }
  function shown(root) {
    root.querySelectorAll("[data-vanish]").forEach(function (el) {
      if (el.dataset.seen) return;
      el.dataset.seen = "1";
      setTimeout(hide, 1000 * el.dataset.vanish, el);
      var dial = el.querySelector("[data-dial]");
      if (dial) dial.click();
    });
  }
  shown(document);
  document.addEventListener("htmx:afterSettle", function () { shown(document); });
  addEventListener("pagehide", function () { document.querySelectorAll("[data-vanish]").forEach(hide); });
})();
