"use strict";
// Files of a form go to the server one by one, as soon as they are chosen,
// dropped or photographed, while the form stays: each shows how far it is and
// is sent again by itself or by a button when the line was cut. Without this
// file they go with the form.
(() => {
  const waiting = [];  // jobs in their order
  let going = null;    // the job on its way
  let held = null;     // the form that goes out when all files are there
  const silence = 45000; // without a byte for so long the line is cut

  const make = (tag, cls, text) => {
    const el = document.createElement(tag);
    if (cls) el.className = cls;
    if (text) el.textContent = text;
    return el;
  };
  const listOf = (drop) => drop.parentNode.querySelector("[data-kept]");
  const open = (f) => f.querySelectorAll("[data-kept] [data-up]");

  function take(drop, files, camera) {
    const list = listOf(drop), many = drop.querySelector("[data-upload]").multiple;
    for (const file of many ? files : files.slice(-1)) {
      const bare = camera || /^image\.\w+$/i.test(file.name);
      const name = bare ? drop.dataset.photo.replace("#", list.children.length + 1) + "." + (file.type.split("/")[1] || "jpg").replace("jpeg", "jpg") : file.name;
      const li = make("li"), bar = make("progress"), says = make("span", "hush", drop.dataset.waits);
      const again = make("button", "btn tiny", drop.dataset.again), away = make("button", "btn tiny", drop.dataset.away);
      const job = {li, bar, says, again, drop, file, name, key: Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")};
      li.dataset.up = "waits";
      bar.max = 100; bar.value = 0;
      bar.setAttribute("aria-label", name);
      says.setAttribute("role", "status");
      again.type = away.type = "button";
      again.hidden = true;
      again.onclick = () => { again.hidden = true; queue(job); };
      away.onclick = () => { discard(job); };
      li.append(make("span", "wrap", name), bar, says, again, away);
      list.append(li);
      queue(job);
    }
  }

  function queue(job) {
    job.li.dataset.up = "waits";
    job.says.textContent = job.drop.dataset.waits;
    job.says.className = "hush";
    waiting.push(job);
    next();
  }

  function discard(job) {
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    job.gone = true;
    if (going === job) job.x.abort();
    job.li.remove();
    next();
  }

  function next() {
    document.querySelectorAll("[data-stuck]").forEach((note) => { if (!note.closest(".in").querySelector('[data-up="failed"], [data-up="refused"]')) note.hidden = true; });
    if (going) return;
    going = waiting.shift();
    if (going) return post(going);
    document.querySelectorAll("[data-held]").forEach((note) => { note.hidden = true; });
    const f = held;
    held = null;
    if (f && !open(f.form).length) f.form.requestSubmit(f.by);
  }

  function post(job) {
    const data = new FormData(), x = job.x = new XMLHttpRequest();
    let quiet = 0;
    const alive = () => { clearTimeout(quiet); quiet = setTimeout(() => x.abort(), silence); };
    job.li.dataset.up = "goes";
    job.says.textContent = "";
    data.append("_once", job.key);
    data.append("file", job.file, job.name);
    x.open("POST", "/files");
    x.setRequestHeader("X-Form", "file");
    x.upload.onprogress = (e) => {
      alive();
      if (e.lengthComputable) job.bar.value = 100 * e.loaded / e.total;
    };
    x.onload = () => {
      const kind = x.getResponseHeader("X-Form");
      let w = {};
      try { w = JSON.parse(x.responseText); } catch (err) { /* no answer of ours */ }
      if (kind === "file" && x.status === 201) return kept(job, w);
      if (kind === "login") document.dispatchEvent(new CustomEvent("jf:renew", {detail: w.says}));
      failed(job, w.says, kind !== "file" || x.status === 429 || x.status >= 500);
    };
    x.onerror = x.onabort = () => { if (!job.gone) failed(job, "", true); };
    x.onloadend = () => {
      clearTimeout(quiet);
      if (going === job) going = null;
      next();
    };
    alive();
    x.send(data);
  }

  // kept leaves what a page drawn by the server would have: a tick and a name.
  function kept(job, w) {
    const field = job.drop.querySelector("[data-upload]").name.replace(/\.new$/, "");
    const label = make("label", "tick"), tick = make("input"), name = make("input");
    tick.type = "checkbox"; tick.name = field; tick.value = w.id; tick.checked = true;
    name.type = "hidden"; name.name = field + ".name." + w.id; name.value = w.name;
    label.append(tick);
    if (w.src) {
      const img = make("img");
      img.src = w.src; img.alt = ""; img.width = 64; img.height = 48;
      label.append(img);
    }
    label.append(make("span", "wrap", w.name));
    if (!job.drop.querySelector("[data-upload]").multiple) for (const other of Array.from(job.li.parentNode.children)) if (other !== job.li) other.remove();
    delete job.li.dataset.up;
    job.li.replaceChildren(label, name);
    tick.dispatchEvent(new Event("input", {bubbles: true})); // the draft knows of it
  }

  function failed(job, says, again) {
    job.li.dataset.up = again ? "failed" : "refused";
    job.says.className = "err";
    job.says.textContent = says || job.drop.dataset.cut;
    job.again.hidden = !again;
    job.retry = again;
    if (held) job.again.focus();
    held = null;
    if (again) lost.add(job);
  }

  const lost = new Set();
  addEventListener("online", () => {
    for (const job of lost) if (job.li.isConnected && job.li.dataset.up === "failed") job.again.click();
    lost.clear();
  });

  document.addEventListener("change", (e) => {
    const el = e.target;
    if (!el.matches("[data-upload]") || !el.files.length) return;
    const files = Array.from(el.files);
    el.value = "";
    take(el.closest("[data-drop]"), files, el.hasAttribute("capture"));
  });

  // Nothing goes out while a file is on its way; what could not be sent is first sent again or taken away.
  document.addEventListener("submit", (e) => {
    const f = e.target, by = e.submitter;
    if (!f.matches("[data-form]") || by && (by.name === "_draft" || by.name === "_again")) return;
    const left = open(f);
    if (!left.length) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    const stuck = Array.from(left).find((li) => li.dataset.up === "failed" || li.dataset.up === "refused");
    if (stuck) {
      const note = stuck.closest(".in").querySelector("[data-stuck]");
      note.hidden = false;
      stuck.querySelector("button:not([hidden])").focus();
      return;
    }
    held = {form: f, by};
    f.querySelector("[data-held]").hidden = false;
  }, true);

  // A file dropped beside the place must not take the page away with all that was typed.
  const whole = (e) => e.dataTransfer && Array.from(e.dataTransfer.types).includes("Files");
  const place = (e) => {
    const all = document.querySelectorAll("[data-drop]"), at = e.target.closest && e.target.closest(".field");
    return at && at.querySelector("[data-drop]") || (all.length === 1 ? all[0] : null);
  };
  const light = (drop) => document.querySelectorAll("[data-drop]").forEach((d) => d.classList.toggle("over", d === drop));
  document.addEventListener("dragover", (e) => {
    if (!whole(e) || !document.querySelector("[data-drop]")) return;
    e.preventDefault();
    e.dataTransfer.dropEffect = place(e) ? "copy" : "none";
    light(place(e));
  });
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) light(null); });
  document.addEventListener("drop", (e) => {
    if (!whole(e) || !document.querySelector("[data-drop]")) return;
    e.preventDefault();
    light(null);
    const drop = place(e), files = Array.from(e.dataTransfer.files);
    if (drop && files.length) take(drop, files, false);
  });
})();
