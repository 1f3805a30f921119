"use strict";
// The work lists by keyboard: j and k move, Enter opens, x or the space bar ticks, Shift+X ticks the whole page. The rows come
// anew with every filter, so nothing about them is remembered but the place.
(function () {
  var keys = document.body.dataset.keys !== "off";
  function rows() { return Array.prototype.slice.call(document.querySelectorAll(".rows tbody tr")); }
  function here() {
    var el = document.activeElement;
    return el && el.closest ? el.closest(".rows tbody tr") : null;
  }
  function tell() {
    var bar = document.querySelector("[data-ticked]");
    if (!bar) return;
    var boxes = document.querySelectorAll(".rows td input[type=checkbox]"), all = document.querySelector("[data-all]");
    var n = document.querySelectorAll(".rows td input:checked").length;
    if (all) all.checked = n > 0 && n === boxes.length; // what is ticked is what is sent
    bar.textContent = n ? bar.dataset.ticked.replace("0", n) : "";
  }
  function move(by) {
    var all = rows(), at = all.indexOf(here());
    var to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    var link = to && to.querySelector("td a");
    if (!link) return;
    link.focus();
    to.scrollIntoView({ block: "nearest" });
  }
  function tick() {
    var row = here(), box = row && row.querySelector("td input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
    tell();
  }
  function tickAll() {
    var all = document.querySelector("[data-all]");
    if (all) all.click();
  }
  document.addEventListener("keydown", function (e) {
    var el = e.target;
    if (!keys || e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey) return;
    if (el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) || el.tagName === "INPUT" && el.type !== "checkbox") return;
    var act = { j: function () { move(1); }, k: function () { move(-1); }, x: tick, X: tickAll, " ": tick }[e.key];
    if (!act || e.key === " " && (el.tagName === "INPUT" || el.tagName === "BUTTON" || el.tagName === "SUMMARY" || !here())) return; // a box ticks itself, a page without a row scrolls
    e.preventDefault();
    act();
  });
  document.addEventListener("change", function (e) {
    if (e.target.dataset.all !== undefined) {
      document.querySelectorAll(".rows td input[type=checkbox]").forEach(function (b) { b.checked = e.target.checked; });
    }
    tell();
  });
  // on a phone the conditions would fill the screen; a wide one has no fold
  var fold = document.querySelector(".pickfold"), narrow = matchMedia("(max-width: 820px)");
  function shut() { if (fold) fold.open = !narrow.matches; }
  narrow.addListener(shut);
  shut();
  function dress() {
    tell();
  }
  document.body.addEventListener("htmx:afterSettle", dress);
  dress();
})();
