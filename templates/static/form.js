"use strict";
// What a form of the desk does beyond sending itself. Without this file it is
// an ordinary form; with it nothing that was typed is lost: it is kept at the
// server while it is written, it goes out by script and stays on the page when
// no answer comes, and a session that ended is renewed in place.
(() => {
  const $ = (css, at = document) => at.querySelector(css);
  const the = () => $("form[data-form]");
  let saved = "";      // the content that the server has
  let saving = null;   // a draft on its way
  let savedAt = 0;
  let pause = 0;       // timer from the last key to the draft
  let warning = 0;     // timer to two minutes before the session's end
  let busy = false;    // the form is on its way
  let leaving = false; // it has arrived and the next page is coming
  let again = null;    // what to do once the session is renewed

  // words is the content without files, which no draft keeps.
  const words = (f) => {
    const all = new URLSearchParams();
    new FormData(f).forEach((value, name) => { if (typeof value === "string") all.append(name, value); });
    return all;
  };
  const status = (text) => { const at = $("[data-saved]"); if (at) at.textContent = text; };
  const show = (id, on) => { const at = document.getElementById(id); if (at) at.hidden = !on; };

  function save(last) {
    const f = the();
    if (!f || busy || leaving) return Promise.resolve();
    if (saving && !last) return saving.then(() => save());
    clearTimeout(pause);
    const now = words(f), text = String(now);
    if (text === saved) return Promise.resolve();
    savedAt = Date.now();
    saving = fetch("/drafts/save", {
      method: "POST", body: now, headers: {"X-Form": "draft"}, keepalive: last === true && text.length < 60000,
    }).then((res) => res.json().then((w) => {
      status(w.says);
      if (res.status === 401) { saved = text; return renew(w.says); }
      if (!res.ok) return undefined;
      saved = text;
      drafted(f);
      return left(w.left);
    })).catch(() => status(f.dataset.unsaved)).then(() => { saving = null; });
    return saving;
  }

  // drafted marks the form: when it is sent, its draft is done with.
  function drafted(f) {
    if (f.elements._drafted) return;
    const mark = document.createElement("input");
    mark.type = "hidden"; mark.name = "_drafted"; mark.value = "1";
    f.append(mark);
  }

  function typed() {
    const f = the();
    if (!f) return;
    clearTimeout(pause);
    pause = setTimeout(save, 1000 * (f.dataset.pause || 10));
    if (Date.now() - savedAt > 60000) save(); // typing without a pause is work too
  }

  function left(seconds) {
    clearTimeout(warning);
    if (seconds > 0) {
      show("renew", false);
      warning = setTimeout(() => renew(), Math.max(0, seconds - 120) * 1000);
    }
  }

  function renew(says) {
    const bar = $("#renew");
    if (!bar) return;
    if (says) $("[data-says]", bar).textContent = says;
    bar.hidden = false;
    if (again) bar.elements.password.focus();
  }

  function renewed(bar) {
    const f = the(), body = new URLSearchParams(new FormData(bar));
    body.append("_as", f.elements._as.value);
    bar.elements.password.value = "";
    fetch("/session/renew", {method: "POST", body, headers: {"X-Form": "renew"}}).then((res) => res.json().then((w) => {
      $("[data-says]", bar).textContent = w.says;
      if (!res.ok) {
        if (w.code) bar.elements.totp.parentNode.hidden = false;
        return bar.elements.password.focus();
      }
      left(w.left);
      const next = again || save;
      again = null;
      return next();
    })).catch(() => show("cut", true));
  }

  function send(f, by) {
    if (busy || leaving) return;
    busy = true;
    f.setAttribute("aria-busy", "true");
    show("cut", false);
    show("slip", false);
    clearTimeout(pause);
    Promise.resolve(saving).then(() => post(f, by)); // a draft that is late would outlive its form
  }

  function post(f, by) {
    const data = new FormData(f), files = f.enctype === "multipart/form-data", x = new XMLHttpRequest();
    if (by && by.name) data.append(by.name, by.value);
    x.open("POST", f.getAttribute("action"));
    x.setRequestHeader("X-Form", "send");
    if (!files) x.timeout = 20000;
    x.upload.onprogress = (e) => {
      if (!files || !e.lengthComputable || e.total < 200000) return;
      show("progress", true);
      $("#progress").value = 100 * e.loaded / e.total;
    };
    x.onload = () => arrived(f, by, x);
    x.onerror = x.ontimeout = x.onabort = () => stay(f, by);
    x.send(files ? data : new URLSearchParams(data));
  }

  function free(f) {
    busy = false;
    f.removeAttribute("aria-busy");
    show("progress", false);
  }

  // stay: nothing came, or a word says why the form was not taken.
  function stay(f, by, says) {
    const at = $("#cut [data-line]");
    free(f);
    again = () => send(f, by);
    at.dataset.cut = at.dataset.cut || at.textContent;
    at.textContent = says || at.dataset.cut;
    show("cut", true);
    show("slip", !says);
    $("#cut [data-retry]").focus();
  }

  function arrived(f, by, x) {
    const go = x.getResponseHeader("X-Go"), kind = x.getResponseHeader("X-Form");
    if (go) {
      leaving = true;
      location.assign(go);
      return;
    }
    if (kind === "page") return swap(f, by, x.responseText);
    if (kind === "stay") return stay(f, by, JSON.parse(x.responseText).says);
    if (kind !== "login") return stay(f, by); // no answer of ours
    free(f);
    again = () => send(f, by);
    renew(JSON.parse(x.responseText).says);
  }

  // swap puts the answer in the place of the page: what was typed is in it.
  function swap(f, by, html) {
    const next = new DOMParser().parseFromString(html, "text/html"), at = by && by.getAttribute("formaction");
    free(f);
    document.title = next.title;
    document.body.replaceChildren(...next.body.childNodes);
    if (window.htmx) window.htmx.process(document.body);
    start();
    const to = $(".bad input, .bad select, .bad textarea") || (at && $("input, select, textarea", document.getElementById(at.slice(1)) || document)) || $("[autofocus]");
    if (to) to.focus();
    else window.scrollTo(0, 0);
    document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", {bubbles: true}));
  }

  // stops are where Enter leads in a form that is filled field by field.
  const stops = (f) => Array.from(f.querySelectorAll("input, select, textarea, button.primary")).filter((el) => {
    if (el.type === "hidden" || el.disabled || el.tabIndex < 0 || !el.offsetParent || el.closest("details:not([open])")) return false;
    const group = el.closest(".ticks");
    return !group || el === $("input", group);
  });

  function onward(el) {
    const all = stops(el.form), group = el.closest(".ticks");
    const next = all[all.indexOf(group ? $("input", group) : el) + 1];
    if (!next) return;
    next.focus();
    if (next.select) next.select();
  }

  function tickByDigit(e) {
    const group = e.target.closest("[data-digits]"), n = Number(e.key);
    const box = group && n > 0 && group.querySelectorAll("input")[n - 1];
    if (!box) return false;
    box.click();
    box.focus();
    return true;
  }

  const byEnter = (e) => e.key === "Enter" && !e.ctrlKey && e.target.form && e.target.form === the() && "enter" in e.target.form.dataset && /^(INPUT|SELECT)$/.test(e.target.tagName);
  // The key that brought the caret to a list must not open it.
  document.addEventListener("keypress", (e) => { if (byEnter(e)) e.preventDefault(); });
  document.addEventListener("keydown", (e) => {
    const el = e.target, f = el.form;
    if (e.isComposing || e.keyCode === 229) return;
    if ((e.ctrlKey || e.metaKey) && e.key === "s" && the()) {
      e.preventDefault();
      save();
    } else if (busy && f === the() && e.key !== "Tab") {
      e.preventDefault();
    } else if (!f || f !== the() || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) {
      return;
    } else if (byEnter(e)) {
      e.preventDefault();
      onward(el);
    } else if (tickByDigit(e)) {
      e.preventDefault();
    }
  });
  // What is on its way is not typed into: it would be in neither page.
  document.addEventListener("beforeinput", (e) => { if (busy && e.target.form === the()) e.preventDefault(); });
  document.addEventListener("input", (e) => { if (e.target.form && e.target.form === the()) typed(); });
  document.addEventListener("submit", (e) => {
    const f = e.target;
    if (f.id === "renew") {
      e.preventDefault();
      e.stopImmediatePropagation();
      renewed(f);
    } else if (f === the()) {
      e.preventDefault();
      e.stopImmediatePropagation();
      send(f, e.submitter);
    }
  }, true);
  document.addEventListener("click", (e) => {
    const el = e.target.closest("[data-retry], [data-slip]");
    if (!el) return;
    if ("slip" in el.dataset) return window.print();
    const next = again;
    again = null;
    if (next) next();
  });
  // Some categories ask more: what they ask opens, and nothing closes what was opened.
  document.addEventListener("change", (e) => {
    const f = e.target.form, more = f && f === the() && $("[data-homely]", f);
    const category = more && (f.elements.category || f.elements["f.category"]);
    if (category && /^(01|26)/.test(category.value)) more.open = true;
  });
  // A file that met the end of the session asks for the password as a form does.
  document.addEventListener("jf:renew", (e) => { again = again || save; renew(e.detail); });
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });

  // A page that opens holds nothing the server has not; one that came back from
  // it holds what was posted, and that may be in no draft.
  function start(first) {
    const f = the();
    if (!f) return;
    saved = first ? String(words(f)) : "";
    savedAt = Date.now(); // a minute of typing counts from here, not the first key of a page
    left(Number(f.dataset.left));
    f.querySelectorAll(".came li").forEach(came);
  }

  // came: on a phone, by whom and by what authority is asked where somebody came for the party, or always does.
  function came(li) {
    if (/bad|named/.test(li.className)) return;
    li.classList.toggle("alone", !$("[value=agent]:checked", li) && !$("input.proxy", li).value);
  }
  document.addEventListener("change", (e) => { const li = e.target.closest && e.target.closest(".came li"); if (li) came(li); });

  // Other scripts of the page put its fields in order first: what they write is
  // nothing anybody typed, and no draft.
  addEventListener("DOMContentLoaded", () => start(true));
})();
