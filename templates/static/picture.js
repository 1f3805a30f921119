"use strict";
// The arrows lead to the picture before and after, unless somebody is typing.
document.addEventListener("keydown", (e) => {
  if (e.altKey || e.ctrlKey || e.metaKey || e.target.closest("input, textarea, select")) return;
  const way = {ArrowLeft: "[data-before]", ArrowRight: "[data-after]"}[e.key];
  const to = way && document.querySelector(way);
  if (to) { e.preventDefault(); to.click(); }
});
