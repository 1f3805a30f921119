"use strict";
// Keys only: every page works without this file. Nothing happens while
// somebody types, or while an input method composes a word.
(function () {
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
  document.addEventListener("keydown", function (e) {
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter" && e.target.form && !e.isComposing) {
      var main = e.target.form.querySelector("button.primary");
      if (main) { e.preventDefault(); main.click(); }
      return;
    }
    if (typing(e)) return;
    if (e.key === "/") {
      var box = document.getElementById("search");
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    } else if (/^[a-z?]$/.test(e.key) && follow(e.key)) {
      e.preventDefault();
    }
  });
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.sent && e.target.method === "post") { e.preventDefault(); return; }
    e.target.dataset.sent = "1";
    setTimeout(function () { delete e.target.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
  });
  document.querySelectorAll("[data-print]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { print(); });
  });
})();
