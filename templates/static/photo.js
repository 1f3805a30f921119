"use strict";
// A photo in two taps: a link that would open the form for papers opens the
// camera, and what was taken goes to the matter's file by itself. Until the
// server has it, it lies on the device with its words, sealed with a key that
// only a page of its signed-in owner holds: a cut line, a session that ended
// and a closed page lose nothing. Where nothing can be sealed it stays on the
// page alone, and the page says so.
(() => {
  const box = document.querySelector("[data-photos]");
  if (!box) return;
  const says = box.dataset, list = box.querySelector("ul");
  const subtle = window.indexedDB && window.crypto.subtle;
  const month = 30 * 24 * 3600 * 1000, silence = 120000, pause = 15000, patience = 4000;
  const jobs = [];
  let going = false, timer = 0;

  const make = (tag, cls, text) => {
    const el = document.createElement(tag);
    if (cls) el.className = cls;
    if (text) el.textContent = text;
    return el;
  };
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const key = subtle ? subtle.importKey("raw", bytes(says.key), "AES-GCM", false, ["encrypt", "decrypt"]) : null;

  const late = (ms) => new Promise((ok) => setTimeout(ok, ms));
  // A page that is left while it opens the store, and that the browser keeps for a way back, would hold it shut to every other page.
  // One that holds a lock is not kept.
  const alone = navigator.locks ? (work) => navigator.locks.request("jiefen-photos", work) : (work) => work();
  const store = (mode, use) => alone(() => new Promise((ok, no) => {
    const open = indexedDB.open("jiefen-photos", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("waiting", {keyPath: "once"});
    open.onerror = () => no(open.error);
    open.onsuccess = () => {
      const tx = open.result.transaction("waiting", mode), asked = use(tx.objectStore("waiting"));
      const end = (then, what) => () => { open.result.close(); then(what()); };
      tx.oncomplete = end(ok, () => asked.result);
      tx.onerror = tx.onabort = end(no, () => tx.error);
    };
  }));

  // A kept photo is one sealed run of bytes: the length of its words, the words, the picture.
  async function keep(job) {
    const words = new TextEncoder().encode(JSON.stringify({href: job.href, about: job.about, line: job.line, name: job.file.name, type: job.file.type}));
    const plain = new Uint8Array(await new Blob([new Uint32Array([words.length]), words, job.file]).arrayBuffer());
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await subtle.encrypt({name: "AES-GCM", iv}, await key, plain);
    await store("readwrite", (s) => s.put({once: job.once, user: says.user, at: Date.now(), iv, sealed}));
    job.kept = true;
    if (job.gone) await forget(job);
  }

  async function open(row) {
    const plain = await subtle.decrypt({name: "AES-GCM", iv: row.iv}, await key, row.sealed);
    const n = new DataView(plain).getUint32(0, true), w = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, n)));
    return {once: row.once, href: w.href, about: w.about, line: w.line, file: new File([new Uint8Array(plain, 4 + n)], w.name, {type: w.type}), kept: true};
  }

  async function forget(job) {
    job.gone = true; // also for a keeping that comes to its end only now
    if (job.kept) await store("readwrite", (s) => s.delete(job.once));
  }

  function show(job) {
    const li = job.li = make("li"), small = make("canvas");
    job.says = make("span", "hush");
    job.says.setAttribute("role", "status");
    small.width = 128; small.height = 96; // a picture by address would be against the policy
    createImageBitmap(job.file).then((b) => {
      const k = Math.max(128 / b.width, 96 / b.height);
      small.getContext("2d").drawImage(b, (128 - b.width * k) / 2, (96 - b.height * k) / 2, b.width * k, b.height * k);
      b.close();
    }).catch(() => {});
    li.append(small, make("span", "wrap", job.about + (job.line ? "　" + job.line : "")), job.says);
    list.append(li);
    box.hidden = false;
    jobs.push(job);
  }

  function tell(job, state, text) {
    job.li.dataset.photo = state;
    job.says.textContent = text;
    job.says.className = state === "refused" || state === "lost" ? "err" : "hush";
    job.li.querySelectorAll("a, button").forEach((el) => el.remove());
  }

  // refused: the photo is still somebody's; it goes only when it was saved or thrown away.
  function refused(job, text) {
    tell(job, "refused", text || says.refused);
    const save = make("a", "btn tiny", says.save), away = make("button", "btn tiny", says.away);
    save.href = URL.createObjectURL(job.file); save.download = job.file.name;
    away.type = "button";
    away.onclick = () => forget(job).then(() => job.li.remove());
    job.li.append(save, away);
  }

  async function send(job) {
    const body = new FormData(), stop = new AbortController(), mute = setTimeout(() => stop.abort(), silence);
    body.append("_once", job.once);
    body.append("line", job.line);
    body.append("photo", job.file, job.file.name);
    tell(job, "goes", says.goes);
    try {
      const res = await fetch(job.href, {method: "POST", body, headers: {"X-Form": "photo"}, signal: stop.signal});
      const kind = res.headers.get("X-Form"), w = await res.json().catch(() => ({}));
      if (kind === "photo" && res.status === 201) {
        await Promise.race([forget(job), late(patience)]);
        tell(job, "done", w.says);
        const to = make("a", "", says.see);
        to.href = w.href;
        job.li.append(to);
        return true;
      }
      if (kind === "login") {
        tell(job, "waits", job.kept ? says.over : says.unkept);
        const to = make("a", "btn tiny", says.login);
        to.href = location.pathname;
        job.li.append(to);
        return false;
      }
      if (res.status === 413 || kind === "photo" && res.status < 500 && res.status !== 429) { // too large for whoever stands before us, too
        refused(job, w.says || says.refused);
        return true;
      }
    } catch (err) { /* no answer: the line is cut */ } finally { clearTimeout(mute); }
    tell(job, "lost", job.kept ? says.kept : says.unkept);
    return false;
  }

  // turn sends what waits, one by one, until one finds no way through.
  async function turn() {
    clearTimeout(timer);
    if (going) return;
    going = true;
    for (const job of jobs) if (/waits|lost/.test(job.li.dataset.photo) && !await send(job)) break;
    going = false;
    if (jobs.some((job) => /waits|lost/.test(job.li.dataset.photo))) timer = setTimeout(turn, pause);
  }

  async function taken(link, line, file) {
    const once = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
    const job = {once, href: link.dataset.shoot, about: link.dataset.about, line: line ? line.value.trim() : "", file};
    show(job);
    tell(job, "keeps", says.keeps);
    if (line) line.value = "";
    // A device whose store answers late, or never while a page that was left still has it open, is not waited for: the photo goes.
    if (subtle) await Promise.race([keep(job).catch(() => {}), late(patience)]);
    tell(job, "waits", says.waits);
    turn();
  }

  document.addEventListener("click", (e) => {
    const link = e.target.closest && e.target.closest("[data-shoot]");
    if (!link || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    const camera = make("input");
    camera.type = "file"; camera.accept = "image/*"; camera.hidden = true;
    camera.setAttribute("capture", "environment");
    camera.onchange = () => { for (const file of camera.files) taken(link, document.querySelector("[data-photo-line]"), file); camera.remove(); };
    document.body.append(camera);
    camera.click();
  });
  addEventListener("online", turn);
  addEventListener("beforeunload", (e) => { if (jobs.some((job) => !job.kept && /keeps|waits|goes|lost/.test(job.li.dataset.photo))) e.preventDefault(); });

  if (subtle) {
    store("readonly", (s) => s.getAll()).then(async (rows) => {
      for (const row of rows) {
        if (row.user === says.user && !jobs.some((job) => job.once === row.once)) {
          try { const job = await open(row); show(job); tell(job, "waits", says.waits); } catch (err) { /* sealed by another server's key */ }
        } else if (Date.now() - row.at > month) await store("readwrite", (s) => s.delete(row.once));
      }
      turn();
    }).catch(() => {});
  }
  document.querySelectorAll("[data-photo-line]").forEach((el) => { el.hidden = false; });
})();
