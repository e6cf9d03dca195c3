/* The candidate's runner: one item a screen, answers queued and acknowledged, time kept by the server.
   ES2018, no dependency, no build. Words come from the page (#texts), the section from #state.

   Answer values: single, graded: option id; multiple: list of option ids; best_worst: {best, worst};
   ranking: list of option ids, first is highest; numeric: decimal string with a point; null clears an answer.
   client_ms counts milliseconds since the page was opened (monotonic, so a wrong PC clock does not matter).
   Nothing counts as saved before the server has said so. */
(function () {
  "use strict";

  const $ = function (id) { return document.getElementById(id); };
  const state = JSON.parse($("state").textContent);
  const words = Object.assign(JSON.parse($("texts").textContent), state.texts || {});
  /* Stems and options are Indonesian, the language of the test, whatever the language of the page around them. */
  const exam = $("exam"), main = $("main"), items = state.section.items, prefs = window.sembilanPrefs;
  const answers = Object.assign({}, state.answers);
  const flags = new Set((state.flags || []).map(String));
  const drafts = {};
  let at = 0, view = "item", locked = false, ending = false;

  function say(key, values) {
    return Object.keys(values || {}).reduce(function (text, name) { return text.split("{" + name + "}").join(values[name]); }, words[key] || key);
  }
  function announce(text) { $("say").textContent = ""; setTimeout(function () { $("say").textContent = text; }, 50); }
  function shout(text) { $("shout").textContent = text; }
  function make(tag, attributes, children) {
    const el = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      const value = attributes[name];
      if (value === null || value === undefined || value === false) { return; }
      if (name === "text") { el.textContent = value; } else if (name === "on") { Object.keys(value).forEach(function (type) { el.addEventListener(type, value[type]); }); } else { el.setAttribute(name, value === true ? "" : value); }
    });
    (children || []).forEach(function (child) { if (child) { el.appendChild(child); } });
    return el;
  }
  function picture(image, name) {
    if (!image) { return null; }
    const given = typeof image === "string" ? { src: image } : image;
    const source = given.src || given.url || given.svg || "";
    const src = source.trim().charAt(0) === "<" ? "data:image/svg+xml;charset=utf-8," + encodeURIComponent(source) : source;
    return make("img", { src: src, alt: given.alt || "", "class": name, width: given.width, height: given.height });
  }

  /* ---- Answers ---- */
  function answerOf(item) { const value = answers[item.id]; return value === undefined ? null : value; }
  function isAnswered(item) {
    const value = answerOf(item);
    if (value === null || value === "") { return false; }
    if (item.type === "best_worst") { return Boolean(value.best && value.worst); }
    return Array.isArray(value) ? value.length > 0 : true;
  }
  function answer(item, value) {
    if (locked || JSON.stringify(answerOf(item)) === JSON.stringify(value)) { return; }
    answers[item.id] = value;
    outbox.add(item, "answer", value);
    drawCounts();
  }
  /* "12,5", "12.5" and "1.905" as an Indonesian reads them; null when it is no number. */
  function readNumber(text) {
    const plain = text.replace(/[\s\u00a0]/g, "").replace(/^\u2212/, "-");
    if (/^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(plain)) { return plain.replace(/\./g, "").replace(",", ".").replace(/^\+/, ""); }
    if (/^[-+]?(\d+([.,]\d+)?|[.,]\d+)$/.test(plain)) { return plain.replace(",", ".").replace(/^\+/, "").replace(/^(-?)\./, "$10."); }
    return null;
  }

  /* ---- Outbox: in order, one batch in flight, kept in this PC until acknowledged ---- */
  const outbox = (function () {
    const key = "sembilan.outbox." + state.attempt, batchSize = 50, longest = 20000;
    let queue = [], seq = state.seq || 0, sentTo = 0, inFlight = false, failures = 0, held = false, timer = 0, latest = "", idle = [];
    const savedAt = Object.assign({}, state.saved_at); /* item -> when the server took his last word on it; the journal tells a new page */
    Object.keys(savedAt).forEach(function (item) { latest = savedAt[item]; });

    /* What the candidate gave himself; that he looked at an item is journaled, and no answer. */
    function given(entry) { return entry.kind !== "visit"; }
    function keep() {
      try {
        if (queue.length) { localStorage.setItem(key, JSON.stringify({ lease: state.lease, sent_to: sentTo, entries: queue })); } else { localStorage.removeItem(key); }
      } catch (error) { /* no storage: memory alone carries the queue */ }
    }
    /* What an earlier page left behind, unless another browser has written since. */
    function recover() {
      let old = null;
      try { old = JSON.parse(localStorage.getItem(key) || "null"); } catch (error) { old = null; }
      if (!old || !Array.isArray(old.entries) || !old.entries.length) { return; }
      const ours = old.lease === state.lease || old.entries[0].seq === seq + 1 || old.sent_to === seq;
      const known = new Set(items.map(function (item) { return String(item.id); }));
      queue = ours ? old.entries.filter(function (entry) { return entry.seq > seq && (entry.item === null || known.has(String(entry.item))); }) : [];
      queue.forEach(function (entry) {
        if (entry.kind === "answer") { answers[entry.item] = entry.value; }
        if (entry.kind === "flag") { if (entry.value) { flags.add(String(entry.item)); } else { flags.delete(String(entry.item)); } }
        if (entry.item !== null) { state.current = entry.item; }
        seq = entry.seq;
      });
      sentTo = Math.max(state.seq || 0, Math.min(old.sent_to || 0, seq));
      keep();
    }
    function add(item, kind, value) {
      seq += 1;
      queue.push({ seq: seq, item: item ? item.id : null, kind: kind, value: value, client_ms: Math.round(performance.now()) });
      keep();
      send();
    }
    function acknowledge(batch, reply) {
      batch.forEach(function (entry) { if (given(entry) && entry.seq <= reply.last_seq) { savedAt[entry.item] = latest = reply.saved_at; } });
      queue = queue.filter(function (entry) { return entry.seq > reply.last_seq; });
      keep();
    }
    /* What is still on its way is told of all items; what is saved, of the one on the screen. */
    function show() {
      const el = $("saved"), time = view === "item" ? savedAt[items[at].id] : latest;
      const kind = failures > 0 && queue.length > 0 ? "bad" : queue.some(given) ? "busy" : time ? "ok" : "none";
      const text = kind === "bad" ? say("failing") : kind === "busy" ? say(held ? "held" : "saving") : kind === "ok" ? say("saved", { time: time }) : say(view === "item" ? "not_yet" : "none_yet");
      if (el.textContent !== text) { el.textContent = text; }
      el.className = "saved " + kind;
    }
    function later() {
      clearTimeout(timer);
      const wait = Math.min(longest, 1000 * Math.pow(2, Math.min(failures, 6) - 1)) * (0.5 + Math.random() / 2);
      timer = setTimeout(send, wait);
    }
    function settled() { const callbacks = idle; idle = []; callbacks.forEach(function (callback) { callback(); }); }
    function send() {
      if (inFlight) { show(); return; }
      if (stopped) { return; }
      if (!queue.length) { show(); settled(); return; }
      clearTimeout(timer);
      const batch = queue.slice(0, batchSize), last = batch[batch.length - 1].seq;
      inFlight = true;
      sentTo = Math.max(sentTo, last);
      keep();
      show();
      post(exam.dataset.answerUrl, { attempt: state.attempt, lease: state.lease, entries: batch }).then(function (reply) {
        inFlight = false;
        if (failures > 0) { announce(say("saved_again")); shout(""); }
        failures = 0;
        acknowledge(batch, reply);
        clock.set(reply.remaining_ms);
        if (held) { hold(false, ""); }
        send();
      }, function (problem) {
        inFlight = false;
        if (problem && problem.status === 409 && problem.data.code === "delivery.answer_conflict") { elsewhere(problem.data.refused); return; }
        if (refused(problem)) { return; }
        if (problem && problem.status === 423) { failures = 0; hold(true, problem.data.message); timer = setTimeout(send, 4000); return; }
        if (problem && problem.status === 422 && problem.data.refused) { leaveOut(batch, problem.data); return; }
        failures += 1;
        if (failures === 1) { shout(say("failing")); }
        show();
        later();
      });
    }
    /* The test is paused or goes on. What was given in between is no failure: it waits here and is sent afterwards. */
    function hold(on, message) {
      held = on;
      clock.pause(on);
      if (on && view !== "paused" && !ending) { if (leave) { leave(); leave = null; } locked = true; view = "paused"; cover(say("paused"), message || say("paused_text"), null); }
      if (!on && view === "paused") { locked = false; announce(say("resumed")); showItem(at, false); send(); }
      show();
    }
    /* Another page of the same sitting has written under these numbers. What it wrote stands; what was chosen here since is told by
       number and dropped, so that it cannot overtake the other one later. */
    function elsewhere(first) {
      const lost = items.filter(function (item) { return queue.some(function (entry) { return entry.seq >= first && given(entry) && String(entry.item) === String(item.id); }); });
      const numbers = lost.map(function (item) { return item.number || items.indexOf(item) + 1; }).join(", ");
      queue = [];
      keep();
      stop("two_windows", say(numbers ? "two_windows_lost" : "two_windows_text", { numbers: numbers }), "here");
    }
    /* One entry can never be taken: it is left out, the ones after it move up, and the candidate is told. */
    function leaveOut(batch, data) {
      acknowledge(batch, data);
      queue = queue.filter(function (entry) { return entry.seq !== data.refused; });
      seq = data.last_seq;
      queue.forEach(function (entry) { seq += 1; entry.seq = seq; });
      shout(data.message);
      keep();
      send();
    }
    function flush() { return new Promise(function (resolve) { idle.push(resolve); send(); }); }
    window.addEventListener("online", function () { if (queue.length) { send(); } });
    return { add: add, send: send, show: show, hold: hold, flush: flush, recover: recover, last: function () { return seq; }, waiting: function () { return queue.length; } };
  })();

  /* ---- Talking to the server ---- */
  let stopped = false;
  function post(url, body) {
    const control = new AbortController(), cut = setTimeout(function () { control.abort(); }, 15000);
    const token = document.querySelector("#csrf input");
    return fetch(url, { method: "POST", credentials: "same-origin", cache: "no-store", signal: control.signal, headers: { "Content-Type": "application/json", "X-CSRFToken": token ? token.value : "" }, body: JSON.stringify(body) }).then(function (reply) {
      return reply.text().then(function (text) {
        clearTimeout(cut);
        let data = {};
        try { data = JSON.parse(text); } catch (error) { data = {}; }
        if (reply.ok && reply.redirected) { throw { status: 403, data: {} }; }
        if (!reply.ok) { throw { status: reply.status, data: data }; }
        return data;
      });
    }, function (error) { clearTimeout(cut); throw error; });
  }
  /* True when the server has said no for good; anything else is worth another try. */
  function refused(problem) {
    const status = problem && problem.status, message = (problem && problem.data && problem.data.message) || "";
    if (status === 409 && problem.data.code === "delivery.lease_lost") { stop("lost", say("lost_text"), "new_pin"); return true; }
    if (status === 409) { stop("refused", message || say("refused_text"), "reload"); return true; }
    if (status === 410) { stop("closed", message || say("closed_text"), "go_on"); return true; }
    if (status === 403) { stop("refused", message || say("refused_text"), "reload"); return true; }
    return false;
  }
  function cover(title, text, button) {
    $("moves").hidden = true;
    openPanel(null);
    const heading = make("h1", { text: title, tabindex: "-1" });
    main.textContent = "";
    main.appendChild(make("div", { "class": "note" + (["reload", "new_pin", "here"].indexOf(button) >= 0 ? " bad" : "") }, [heading, make("p", { text: text }), button ? make("p", {}, [make("a", { "class": "btn main", href: button === "new_pin" ? exam.dataset.enterUrl : exam.dataset.homeUrl, text: say(button) })]) : null]));
    heading.focus();
  }
  function stop(key, text, button) {
    stopped = true;
    locked = true;
    view = "stopped";
    $("saved").hidden = true;
    $("timer").hidden = true;
    $("navigator-button").disabled = true;
    cover(say(key), text, button);
  }

  /* ---- Time: the server's figure, counted down by a clock that nobody can turn back ---- */
  const clock = (function () {
    const soon = Math.min(300, (state.limit_ms || 0) / 5000); /* the last five minutes, or the last fifth of a short section */
    let end = 0, paused = false, warned = new Set();
    function left() { return Math.max(0, end - performance.now()); }
    function show() {
      const seconds = Math.ceil(left() / 1000), hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
      const two = function (n) { return (n < 10 ? "0" : "") + n; }, mark = document.documentElement.lang === "en" ? ":" : ".";
      $("timer-value").textContent = (hours ? hours + mark + two(minutes) : String(minutes)) + mark + two(seconds % 60);
      $("timer").className = "timer" + (seconds <= 60 ? " last" : seconds <= soon ? " soon" : "");
    }
    function tick() {
      if (paused || stopped || typeof state.remaining_ms !== "number") { return; }
      show();
      const seconds = left() / 1000;
      [1, 5, 10].some(function (n) {
        if (seconds > n * 60 || warned.has(n)) { return false; }
        [1, 5, 10].forEach(function (m) { if (m >= n) { warned.add(m); } });
        if (seconds > n * 60 - 20 && seconds > 0) { announce(say("minutes", { n: n })); }
        return true;
      });
      if (seconds <= 0 && !ending) { finish(true); }
    }
    return {
      set: function (ms) {
        if (typeof ms !== "number") { return; }
        end = performance.now() + ms;
        [1, 5, 10].forEach(function (n) { if (ms > n * 60000) { warned.delete(n); } });
        show();
      },
      pause: function (on) { paused = on; },
      tick: tick
    };
  })();

  function beat() {
    if (stopped) { return; }
    post(exam.dataset.heartbeatUrl, { attempt: state.attempt, lease: state.lease, seq: outbox.last() }).then(function (reply) {
      clock.set(reply.remaining_ms);
      if (reply.status === "closed") { if (!ending) { closedByServer(reply.message); } return; }
      const pause = reply.status === "paused";
      outbox.hold(pause, reply.message);
      setTimeout(beat, pause ? 4000 : 15000 + Math.random() * 5000);
    }, function (problem) { if (!refused(problem)) { setTimeout(beat, 5000 + Math.random() * 5000); } });
  }
  function closedByServer(message) { stop("closed", message || say("closed_text"), "go_on"); }

  function finish(timeUp) {
    if (ending || stopped) { return; }
    if (leave) { leave(); leave = null; }
    ending = true;
    locked = true;
    view = "ending";
    cover(timeUp ? say("time_up") : say("finishing"), say("finishing_wait"), null);
    if (timeUp) { shout(say("time_up")); }
    outbox.flush().then(function close(again) {
      if (stopped) { return; }
      post(exam.dataset.finishUrl, { attempt: state.attempt, lease: state.lease, section: state.section.code || state.section.number }).then(function (reply) {
        stopped = true;
        window.location.assign(reply.next);
      }, function (problem) {
        if (refused(problem)) { return; }
        const tries = typeof again === "number" ? again : 1;
        setTimeout(close, Math.min(20000, 1000 * Math.pow(2, tries)) * (0.5 + Math.random() / 2), tries + 1);
      });
    });
  }

  /* ---- One item ---- */
  function letter(i) { return String.fromCharCode(65 + i); }
  function choices(item) {
    const many = item.type === "multiple";
    const chosen = function () { const value = answerOf(item); return (Array.isArray(value) ? value : [value]).map(String); };
    const rows = item.options.map(function (option, i) {
      const input = make("input", { type: many ? "checkbox" : "radio", name: "answer", value: option.id, "data-testid": "option-" + option.id });
      input.addEventListener("change", function () {
        const ids = Array.from(main.querySelectorAll("input[name=answer]:checked")).map(function (el) { return optionId(item, el.value); });
        answer(item, many ? (ids.length ? ids : null) : ids[0]);
        paint();
      });
      return make("label", { "class": "opt" }, [input, make("span", { "class": "key", "aria-hidden": "true", text: letter(i) }), make("span", { "class": "body", lang: "id" }, [option.text ? make("span", { text: option.text }) : null, picture(option.image)])]);
    });
    function paint() {
      const ids = chosen();
      rows.forEach(function (row) { const input = row.firstChild; input.checked = ids.indexOf(input.value) >= 0; row.classList.toggle("on", input.checked); });
    }
    paint();
    return make("div", { "class": "opts" }, rows);
  }
  function optionId(item, value) { return item.options.find(function (option) { return String(option.id) === value; }).id; }

  /* Two columns of radio buttons. Arrow keys choose as they move, so a column may pass over the statement the other one holds:
     both choices then stand and the page says so; neither is taken away. Only two different statements are an answer. */
  function bestWorst(item) {
    const chosen = Object.assign({ best: null, worst: null }, drafts[item.id] || answerOf(item));
    const hint = make("p", { "class": "read", role: "status", "data-testid": "best-worst-hint" });
    const body = make("tbody");
    function choose(column, id) {
      chosen[column] = id;
      drafts[item.id] = Object.assign({}, chosen);
      answer(item, fault() ? null : Object.assign({}, chosen));
      paint();
    }
    function fault() {
      if (chosen.best === null || chosen.worst === null) { return "half"; }
      return chosen.best === chosen.worst ? "twice" : "";
    }
    function paint() {
      const twice = fault() === "twice", begun = chosen.best !== null || chosen.worst !== null;
      Array.from(body.rows).forEach(function (row) {
        let count = 0;
        row.querySelectorAll("input").forEach(function (input) { input.checked = String(chosen[input.name]) === input.value; count += input.checked ? 1 : 0; });
        row.classList.toggle("on", count > 0);
        row.classList.toggle("bad", count > 1);
      });
      hint.classList.toggle("bad", twice);
      hint.classList.toggle("soft", !twice);
      hint.textContent = begun && fault() ? say(fault()) : "";
    }
    item.options.forEach(function (option, i) {
      const head = "statement-" + i;
      const cell = function (column) {
        const input = make("input", { type: "radio", name: column, value: option.id, "aria-labelledby": "col-" + column + " " + head, "data-testid": "option-" + option.id + "-" + column });
        input.addEventListener("change", function () { choose(column, option.id); });
        return make("td", { "class": "pick" }, [make("label", {}, [input])]);
      };
      body.appendChild(make("tr", {}, [make("th", { scope: "row", id: head, lang: "id", text: option.text }), cell("best"), cell("worst")]));
    });
    paint();
    return make("div", {}, [make("table", { "class": "bw" }, [make("thead", {}, [make("tr", {}, [make("th", { scope: "col", text: say("statement") }), make("th", { scope: "col", id: "col-best", "class": "pick", text: say("best") }), make("th", { scope: "col", id: "col-worst", "class": "pick", text: say("worst") })])]), body]), hint]);
  }

  function ranking(item) {
    const kept = answerOf(item), order = (Array.isArray(kept) ? kept : item.options.map(function (option) { return option.id; })).slice();
    const list = make("ol", { "class": "rank" }), hint = make("p", { "class": "soft" });
    const use = make("button", { type: "button", "class": "btn", text: say("keep"), "data-testid": "ranking-keep", on: { click: function () { if (!locked) { answer(item, order.slice()); draw(null); } } } });
    function move(i, step) {
      if (locked) { return; }
      const id = order[i];
      order.splice(i, 1);
      order.splice(i + step, 0, id);
      answer(item, order.slice());
      draw({ id: id, step: step });
    }
    function draw(moved) {
      list.textContent = "";
      order.forEach(function (id, i) {
        const option = item.options.find(function (o) { return String(o.id) === String(id); });
        const button = function (step, key, sign, off) { return make("button", { type: "button", "class": "btn", "aria-label": say(key, { text: option.text }), "data-testid": "option-" + id + "-" + key, disabled: off, text: sign, on: { click: function () { move(i, step); } } }); };
        const row = make("li", {}, [make("span", { "class": "no", text: String(i + 1) }), make("span", { "class": "body", lang: "id", text: option.text }), button(-1, "up", "↑", i === 0), button(1, "down", "↓", i === order.length - 1)]);
        list.appendChild(row);
        if (moved && moved.id === id) {
          const buttons = row.querySelectorAll("button"), wanted = buttons[moved.step < 0 ? 0 : 1];
          setTimeout(function () { (wanted.disabled ? buttons[moved.step < 0 ? 1 : 0] : wanted).focus(); }, 0);
          announce(say("moved", { text: option.text, n: i + 1 }));
        }
      });
      use.hidden = isAnswered(item);
      hint.textContent = say(isAnswered(item) ? "kept" : "not_ranked");
    }
    draw(null);
    return make("div", {}, [list, hint, use]);
  }

  function numeric(item) {
    const kept = answerOf(item), read = make("p", { "class": "read soft", id: "numeric-read", "aria-live": "polite" });
    const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", "class": "numeric", "aria-labelledby": "instruction stem", "aria-describedby": "numeric-read", "data-testid": "option-numeric" });
    input.value = drafts[item.id] !== undefined ? drafts[item.id] : kept === null ? "" : String(kept).replace(".", ",");
    let wait = 0;
    function store() {
      clearTimeout(wait);
      const text = input.value.trim(), value = readNumber(text);
      drafts[item.id] = input.value;
      answer(item, value);
    }
    function show() {
      const text = input.value.trim(), value = readNumber(text), bad = text !== "" && value === null;
      read.className = "read " + (bad ? "bad" : "soft");
      read.textContent = text === "" ? "" : bad ? say("not_number") : say("read_as", { value: value.replace(".", ",").replace(/\B(?=(\d{3})+(?!\d))(?=[^,]*(,|$))/g, function (m, g, c, offset, whole) { return whole.indexOf(",") >= 0 && offset > whole.indexOf(",") ? "" : "."; }) });
      input.setAttribute("aria-invalid", String(bad));
    }
    input.addEventListener("input", function () { show(); clearTimeout(wait); wait = setTimeout(store, 600); });
    input.addEventListener("change", store);
    input.addEventListener("keydown", function (event) { if (event.key === "Enter") { store(); go(1); } });
    leave = store;
    show();
    return make("div", {}, [input, read]);
  }
  let leave = null;

  const controls = { single: choices, multiple: choices, graded: choices, best_worst: bestWorst, ranking: ranking, numeric: numeric };

  function showItem(index, visited) {
    if (leave) { leave(); leave = null; }
    at = index;
    view = "item";
    const item = items[at];
    const stem = make("div", { "class": "stem", id: "stem", lang: "id", tabindex: "-1", "data-testid": "stem", "data-item": item.id }, String(item.stem || "").split(/\n\s*\n/).map(function (part) { return make("p", { text: part }); }).concat([picture(item.image, "figure")]));
    const group = make("fieldset", { "aria-describedby": "stem" }, [make("legend", { id: "instruction", text: item.instruction || say(item.type) }), controls[item.type](item)]);
    main.textContent = "";
    main.appendChild(make("h1", { "class": "count", text: say("count", { n: item.number || at + 1, total: items.length }) }));
    main.appendChild(stem);
    main.appendChild(group);
    $("moves").hidden = false;
    $("flag").hidden = false;
    $("previous").disabled = at === 0;
    $("next").textContent = say(at === items.length - 1 ? "to_review" : "next");
    exam.classList.toggle("figural", item.options.some(function (option) { return option.image; }));
    drawCounts();
    if (visited) { outbox.add(item, "visit", null); } else { outbox.show(); }
    stem.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    const following = items[at + 1];
    if (following && following.image) { picture(following.image); }
  }
  /* The second click of a double click, like a key held down, is no wish to pass over an item. */
  function once(step) { return function (event) { if (event.detail < 2) { go(step); } }; }
  function go(step) {
    if (locked) { return; }
    const index = view === "review" ? (step < 0 ? at : at + 1) : at + step;
    if (index < 0 || view === "review" && step > 0) { return; }
    openPanel(null);
    if (index >= items.length) { showReview(false); } else { showItem(index, true); }
  }
  function jump(index) { if (!locked) { openPanel(null); showItem(index, true); } }

  /* ---- Counts, navigator, review ---- */
  function tally() {
    const blank = items.filter(function (item) { return !isAnswered(item); });
    return { answered: items.length - blank.length, blank: blank, flagged: items.filter(function (item) { return flags.has(String(item.id)); }) };
  }
  function drawCounts() {
    const sum = tally(), item = items[at], flagged = flags.has(String(item.id));
    $("bar").max = items.length;
    $("bar").value = sum.answered;
    $("flag").textContent = say(flagged ? "flagged" : "flag");
    $("flag").setAttribute("aria-pressed", String(flagged));
    $("flag").classList.toggle("on", flagged);
    if (!$("navigator").hidden) { drawNavigator(); }
  }
  function drawNavigator() {
    const sum = tally(), tiles = $("tiles");
    $("navigator-sum").textContent = say("sum", { answered: sum.answered, blank: sum.blank.length, flagged: sum.flagged.length });
    tiles.textContent = "";
    items.forEach(function (item, i) {
      const done = isAnswered(item), flagged = flags.has(String(item.id)), here = i === at && view === "item";
      const shown = (flagged ? "⚑ " : "") + say(done ? "answered" : "blank");
      const name = [say("item", { n: item.number || i + 1 }), say(done ? "answered" : "blank"), flagged ? say("marked") : "", here ? say("opened") : ""].filter(Boolean).join(", ");
      tiles.appendChild(make("li", {}, [make("button", { type: "button", "class": "tile" + (done ? " done" : "") + (flagged ? " flag" : "") + (here ? " here" : ""), "aria-label": name, "aria-current": here ? "true" : null, "data-testid": "tile-" + (item.number || i + 1), on: { click: function () { jump(i); } } }, [make("b", { text: (here ? "▸ " : "") + String(item.number || i + 1) }), make("small", { text: shown })])]));
    });
  }
  function openPanel(id) {
    [["navigator", "navigator-button"], ["prefs", "prefs-button"]].forEach(function (pair) {
      const open = pair[0] === id && $(pair[0]).hidden;
      $(pair[0]).hidden = !open;
      $(pair[1]).setAttribute("aria-expanded", String(open));
    });
    if (!$("navigator").hidden) { drawNavigator(); }
  }
  function links(title, list) {
    if (!list.length) { return []; }
    return [make("h2", { text: title }), make("ul", { "class": "list" }, list.map(function (item) {
      const index = items.indexOf(item), text = String(item.stem || "").replace(/\s+/g, " ");
      return make("li", {}, [make("button", { type: "button", "class": "link", "data-testid": "review-item-" + (item.number || index + 1), text: say("item", { n: item.number || index + 1 }), on: { click: function () { jump(index); } } }), make("span", { "class": "short", lang: "id", text: text.length > 70 ? text.slice(0, 70) + "…" : text })]);
    }))];
  }
  /* What is blank is asked about once more before the section is handed in; `sure` marks that second question. */
  function showReview(sure) {
    if (leave) { leave(); leave = null; }
    view = "review";
    openPanel(null);
    const sum = tally(), heading = make("h1", { text: sure ? say("sure", { n: sum.blank.length }) : say("review_title"), tabindex: "-1" });
    const asks = sum.blank.length > 0 && !state.practice && !sure, rules = sum.blank.length ? state.section.unanswered || [] : [];
    main.textContent = "";
    [heading, sum.blank.length ? make("p", { text: say("review_time") }) : make("p", { "class": "note ok", text: say("review_all", { total: items.length }) })]
      .concat(rules.map(function (line) { return make("p", { lang: "id", text: line }); }),
        /* Before the lists: a long list of blanks must not push what is asked below the screen of a phone. */
        [make("p", { "class": "note", text: say("review_warning") }),
          make("p", {}, [make("button", { type: "button", "class": "btn", text: say("back_to_items"), on: { click: function () { jump(at); } } }), make("button", { type: "button", "class": "btn main", "data-testid": sure ? "finish-anyway" : "finish", text: say(sure ? "finish_anyway" : "finish"), on: { click: function () { if (asks) { showReview(true); } else { finish(false); } } } })])],
        links(say("review_blank", { n: sum.blank.length }), sum.blank), links(say("review_flagged", { n: sum.flagged.length }), sum.flagged))
      .forEach(function (el) { main.appendChild(el); });
    $("moves").hidden = true;
    exam.classList.remove("figural");
    outbox.show();
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /* ---- Hands: buttons and keys ---- */
  $("next").addEventListener("click", once(1));
  $("previous").addEventListener("click", once(-1));
  $("flag").addEventListener("click", function () {
    if (locked) { return; }
    const item = items[at], on = !flags.has(String(item.id));
    if (on) { flags.add(String(item.id)); } else { flags.delete(String(item.id)); }
    outbox.add(item, "flag", on);
    drawCounts();
  });
  $("navigator-button").addEventListener("click", function () { openPanel("navigator"); });
  $("prefs-button").addEventListener("click", function () { openPanel("prefs"); });
  $("review-button").addEventListener("click", function () { if (!locked) { showReview(false); } });
  /* Texts take the focus for screen readers; their frame is for whoever works by keyboard (exam.css). */
  document.addEventListener("keydown", function () { document.documentElement.classList.add("by-keys"); }, true);
  document.addEventListener("pointerdown", function () { document.documentElement.classList.remove("by-keys"); }, true);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !($("navigator").hidden && $("prefs").hidden)) {
      const button = $("navigator").hidden ? $("prefs-button") : $("navigator-button");
      openPanel(null);
      button.focus();
      return;
    }
    const target = event.target, type = target.tagName === "INPUT" ? target.type : "";
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (event.altKey || event.ctrlKey || event.metaKey) { return; }
    /* A browser moves the choice in a group of radio buttons with all four arrows. Here up and down do; left and right never touch an
       answer, held down or with the shortcuts switched off as little as otherwise. */
    if (step && type === "radio") { event.preventDefault(); }
    if (locked || view !== "item" || !prefs.get("keys") || event.shiftKey || type === "text") { return; }
    if (event.repeat || target.closest("#navigator, #prefs")) { return; }
    if (step) { event.preventDefault(); go(step); return; }
    const item = items[at], k = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : /^[a-i]$/i.test(event.key) ? event.key.toLowerCase().charCodeAt(0) - 97 : -1;
    if (k < 0 || controls[item.type] !== choices) { return; }
    const input = main.querySelectorAll("input[name=answer]")[k];
    if (input) { event.preventDefault(); input.focus(); input.click(); }
  });
  document.addEventListener("visibilitychange", function () {
    if (document.hidden || stopped || ending) { return; }
    outbox.send();
    clock.tick();
  });
  window.addEventListener("beforeunload", function (event) { if (leave) { leave(); } if (outbox.waiting() && !stopped) { event.preventDefault(); event.returnValue = ""; } });

  outbox.recover();
  $("timer").hidden = typeof state.remaining_ms !== "number"; /* practice has no clock */
  clock.set(state.remaining_ms);
  at = Math.max(0, items.findIndex(function (item) { return String(item.id) === String(state.current); }));
  showItem(at, state.current === null || state.current === undefined);
  outbox.send();
  setInterval(clock.tick, 250);
  setTimeout(beat, 3000);
})();
