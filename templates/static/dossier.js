// A volume for a printer: cut into pages of A4 here, because only then the index knows on which page each paper
// begins and each page knows how many there are. Without this script a browser cuts and counts them itself.
// Where several runs stand on a page, of as many cases, each counts its own pages.
(function () {
  "use strict";
  var run, sheets, begins, now;

  function turn() {
    var sheet = document.createElement("article");
    sheet.className = "leaf cut";
    now = document.createElement("div");
    sheet.appendChild(now);
    run.appendChild(sheet);
    sheets.push(sheet);
  }
  function fits() { return now.scrollHeight <= now.clientHeight + 1; }

  // What has to stand with what follows goes along to the next page.
  function over() {
    var last = now, kept = [];
    while (last.childElementCount > 1 && last.lastElementChild.matches(".look-Title,.look-Heading1,.look-Heading2,.look-Right")) {
      kept.unshift(last.removeChild(last.lastElementChild));
    }
    turn();
    kept.forEach(function (one) { now.appendChild(one); });
  }

  // A paragraph that is longer than the rest of the page: as much of it as fits stays, the rest is returned.
  function half(p) {
    var text = p.textContent, low = 0, high = text.length;
    while (low < high) {
      var mid = (low + high + 1) >> 1;
      p.textContent = text.slice(0, mid);
      if (fits()) low = mid; else high = mid - 1;
    }
    p.textContent = text.slice(0, low);
    if (low === text.length) return null;
    var rest = p.cloneNode(false);
    rest.textContent = text.slice(low);
    rest.classList.add("goes-on");
    if (!low) p.remove();
    return rest;
  }
  function paragraph(p) {
    while (p) {
      now.appendChild(p);
      if (fits()) return;
      if (now.childElementCount > 1 && p.textContent.length < 60) { p.remove(); over(); now.appendChild(p); return; }
      var rest = half(p);
      if (!rest || rest.textContent === p.textContent && now.childElementCount === 1) return;
      turn();
      p = rest;
    }
  }

  // Rows go over whole; one that is longer than a page is halved in its longest cell.
  function shell(table) {
    var part = table.cloneNode(false), columns = table.querySelector("colgroup");
    if (columns) part.appendChild(columns.cloneNode(true));
    if (table.tHead) part.appendChild(table.tHead.cloneNode(true)); // stands on each page again
    return part;
  }
  function rows(table) {
    var head = table.tHead ? table.tHead.rows.length : 0, all = Array.from(table.rows).slice(head), part = shell(table);
    now.appendChild(part);
    while (all.length) {
      var row = all.shift();
      part.appendChild(row);
      if (fits()) continue;
      if (part.rows.length > head + 1 || part !== now.firstElementChild && now.childElementCount > 1) {
        var tall = row.offsetHeight > now.clientHeight;
        if (!tall) {
          row.remove();
          if (part.rows.length === head) part.remove();
          over();
          part = shell(table);
          now.appendChild(part);
          part.appendChild(row);
          continue;
        }
      }
      var cell = Array.from(row.cells).reduce(function (a, b) { return a.textContent.length > b.textContent.length ? a : b; });
      var next = row.cloneNode(true), to = next.cells[cell.cellIndex];
      Array.from(next.cells).forEach(function (c) { c.textContent = ""; });
      while (!fits() && cell.lastElementChild) {
        var p = cell.lastElementChild, rest = cell.childElementCount > 1 ? null : half(p);
        if (cell.childElementCount > 1) { p.remove(); rest = p; }
        if (!rest) break;
        to.insertBefore(rest, to.firstChild);
      }
      if (!to.childElementCount) continue;
      all.unshift(next);
      over();
      part = shell(table);
      now.appendChild(part);
    }
  }

  function cut(one) {
    run = one; sheets = []; begins = [];
    var leaves = Array.from(run.children);
    leaves.forEach(function (leaf) {
      turn();
      begins.push(sheets.length);
      Array.from(leaf.children).forEach(function (one) {
        if (one.tagName === "HR") turn();
        else if (one.tagName === "TABLE") rows(one);
        else paragraph(one);
      });
      leaf.remove();
    });
    sheets.forEach(function (sheet, i) {
      var foot = document.createElement("p");
      foot.className = "leaf-foot";
      foot.textContent = run.dataset.foot.replace("{n}", i + 1).replace("{m}", sheets.length);
      sheet.appendChild(foot);
    });
    run.querySelectorAll("[data-page]").forEach(function (p) { p.textContent = begins[p.dataset.page - 1] || ""; });
  }
  function all() { document.querySelectorAll(".run").forEach(cut); }
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(all); else all();
})();
