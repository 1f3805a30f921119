"use strict";
// The week is one stop of Tab: the arrows go through its half hours, Home and
// End to the ends of a row, PageUp and PageDown by two hours. What is focused
// has its hour and room as its heads, so that a screen reader says them. Without
// this every free half hour is a link of its own.
(function () {
  var table = document.querySelector(".hours table");
  if (!table) return;
  var PAGE = 4, map = [], at = null;
  Array.prototype.forEach.call(table.tBodies[0].rows, function (tr, r) {
    var c = 0;
    map[r] = map[r] || [];
    Array.prototype.forEach.call(tr.cells, function (td) {
      if (td.tagName === "TH") return;
      while (map[r][c]) c++;
      for (var n = 0; n < td.rowSpan; n++) (map[r + n] = map[r + n] || [])[c] = td;
    });
  });
  if (!map.length || !map[0].length) return;
  function stop(td) { return td.querySelector("a.free") || td; }
  function place(td) {
    for (var r = 0; r < map.length; r++) {
      var c = map[r].indexOf(td);
      if (c >= 0) return [r, c];
    }
    return null;
  }
  function go(r, c) {
    var to = map[r] && map[r][c];
    if (!to) return;
    if (at) stop(at).tabIndex = -1;
    at = to;
    stop(at).tabIndex = 0;
    stop(at).focus();
  }
  table.setAttribute("role", "grid");
  table.setAttribute("aria-describedby", "schedule-keys");
  Array.prototype.forEach.call(table.querySelectorAll("td"), function (td) {
    stop(td).tabIndex = -1;
    Array.prototype.forEach.call(td.querySelectorAll("a"), function (a) { a.tabIndex = -1; });
  });
  var first = table.querySelector("a.free");
  at = first ? first.closest("td") : map[0][0];
  stop(at).tabIndex = 0;
  var row = place(at)[0]; // of a cell over several rows the one that was come by
  table.addEventListener("focusin", function (e) {
    var td = e.target.closest("td");
    if (!td || td === at || e.target !== stop(td)) return;
    stop(at).tabIndex = -1;
    at = td;
    row = place(td)[0];
    stop(at).tabIndex = 0;
  });
  table.addEventListener("keydown", function (e) {
    if (!at || e.target !== stop(at) || e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
    var here = place(at), c = here[1], r = Math.min(Math.max(row, here[0]), here[0] + at.rowSpan - 1), last = map.length - 1;
    if (e.key === "Enter") {
      var link = at.querySelector("a");
      if (link && e.target !== link) { e.preventDefault(); link.click(); }
      return;
    }
    switch (e.key) {
      case "ArrowRight": c++; break;
      case "ArrowLeft": c--; break;
      case "ArrowDown": r = here[0] + at.rowSpan; break;
      case "ArrowUp": r = here[0] - 1; break;
      case "PageDown": r = Math.min(last, r + PAGE); break;
      case "PageUp": r = Math.max(0, r - PAGE); break;
      case "Home": c = 0; break;
      case "End": c = map[r].length - 1; break;
      default: return;
    }
    e.preventDefault();
    if (map[r] && map[r][c]) { go(r, c); row = r; }
  });
})();
