/* Nothing typed is lost. Every page has this file; forms are saved by their buttons without it.

   form[method=post]      is watched: leaving with unsaved words asks, and what was typed comes back after a change of the
                          language, after a form beside it was sent, and after a sending that never reached the portal.
                          Not watched: data-unwatched on the form or on one control; a form with a password.
   data-unsaved           on a form: what it shows was refused, so it is unsaved though nobody has typed since.
   data-saves="#id"       on an element with hx-post: it saves by itself, and #id says whether it did. Its trigger takes
                          "keeping:again" besides its own; the answer tells by the header Sarap-Saved: yes or no.
   other elements of htmx only ask: when they fail, the page's own line (#keeping) says so until the next answer.

   #keeping (templates/components/keeping.html) has the sentences, whose page it is, and where to ask for a new token. */
(function () {
  "use strict";

  var page = document.getElementById("keeping");
  if (!page) {
    return;
  }
  var words = page.dataset;
  var STORE = "sarap-drafts", SIGNED_IN = "sarap-signed-in";
  var HOUR = 3600000, RETRIES = [3, 6, 12, 24, 48], PRESSED = 10000;
  var language = document.documentElement.lang.slice(0, 2);
  var path = location.pathname.replace(/^\/(kk|ru|en)\//, "/");
  var came = (performance.getEntriesByType("navigation")[0] || {}).type;
  var leaving = false;

  function say(text, sentence, values) {
    text.textContent = sentence.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }

  function now() {
    return new Date().toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
  }

  // --- what is unsaved ------------------------------------------------------------------------------------------------

  function watched() {
    return Array.from(document.forms).filter(function (form) {
      return form.method === "post" && !("unwatched" in form.dataset) && form.id !== "changelist-form" &&
        !form.querySelector("[type=password]");
    });
  }

  function changed(control) {
    if (!control.name || control.disabled || "unwatched" in control.dataset ||
        /^(hidden|submit|button|image|reset)$/.test(control.type)) {
      return false;
    }
    if (control.type === "checkbox" || control.type === "radio") {
      return control.checked !== control.defaultChecked;
    }
    if (control.options) {
      var chosen = Array.from(control.options).some(function (option) { return option.defaultSelected; });
      return Array.from(control.options).some(function (option, place) {
        return option.selected !== (option.defaultSelected || (!chosen && !control.multiple && place === 0));
      });
    }
    return control.type === "file" ? control.files.length > 0 : control.value !== control.defaultValue;
  }

  function unsaved(form) {
    return "unsaved" in form.dataset || Array.from(form.elements).some(changed) ||
      ("answered" in words && form.querySelector(".field-error, .is-invalid") !== null);
  }

  function settle(control, value) {
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked === value) { control.defaultChecked = value; }
    } else if (control.options) {
      if (control.value === value) {
        Array.from(control.options).forEach(function (option) { option.defaultSelected = option.selected; });
      }
    } else if (control.type !== "file" && control.value === value) {
      control.defaultValue = value;
    }
  }

  window.addEventListener("beforeunload", function (event) {
    if (!leaving && !watched().some(function (form) { return form.dataset.sent; }) && watched().some(unsaved)) {
      event.preventDefault();
    }
  });

  // --- drafts: what was typed, kept in this tab until it is back in its form ---------------------------------------------

  function drafts() {
    var found = null;
    try {
      found = JSON.parse(sessionStorage.getItem(STORE));
    } catch (error) { /* no store, or not ours */ }
    return found && found.person === words.person && Date.now() - found.at < HOUR ? found : { person: words.person, pages: {} };
  }

  function keep(kept) {
    kept.at = Date.now();
    try {
      sessionStorage.setItem(STORE, JSON.stringify(kept));
    } catch (error) { /* too much, or no store: the page still asks before it is left */ }
  }

  function nameOf(form) {
    return (form.id || form.getAttribute("action") || "form").replace(/^\/(kk|ru|en)\//, "/");
  }

  function alike(form) {
    return watched().filter(function (one) { return nameOf(one) === nameOf(form); });
  }

  function draftOf(form, sent) {
    var fields = [], files = false;
    Array.from(form.elements).forEach(function (control) {
      var guard = control.type === "hidden" && /^(revision$|seen|.*-TOTAL_FORMS$)/.test(control.name);
      files = files || (control.type === "file" && control.files.length > 0);
      if (guard || (changed(control) && control.type !== "file")) {
        var boxes = control.type === "checkbox" || control.type === "radio";
        fields.push({
          name: control.name, box: boxes ? control.value : null, guard: guard,
          place: Array.from(form.elements).filter(function (one) { return one.name === control.name; }).indexOf(control),
          value: boxes ? control.checked : control.multiple && control.options
            ? Array.from(control.selectedOptions, function (option) { return option.value; }) : control.value
        });
      }
    });
    fields.sort(function (one, other) { return Number(other.guard) - Number(one.guard); });
    return { form: nameOf(form), place: alike(form).indexOf(form), sent: sent, files: files, language: language, fields: fields };
  }

  /* Before the page goes: every form with unsaved words is kept; ``sending`` is the one that is being sent. */
  function keepAll(sending) {
    var kept = drafts();
    kept.pages[path] = watched().filter(function (form) {
      return form === sending || unsaved(form);
    }).map(function (form) { return draftOf(form, form === sending); }).filter(function (draft) {
      return draft.files || draft.fields.some(function (field) { return !field.guard; });
    });
    keep(kept);
  }

  /* A number as the other language writes it; what is no plain number stays as it was typed. */
  function inLanguage(text, from) {
    var bare = text.replace(/[\s\u00a0\u202f]/g, "");
    if (from !== "en" && language === "en" && /^-?\d+(,\d+)?$/.test(bare)) { return bare.replace(",", "."); }
    if (from === "en" && language !== "en" && /^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(bare)) {
      return bare.replace(/,/g, "").replace(".", ",");
    }
    return text;
  }

  function putBack(form, draft) {
    var found = [];
    draft.fields.forEach(function (field) {
      if (/-TOTAL_FORMS$/.test(field.name)) {
        var more = form.querySelector("button[data-add-row]"), total = form.elements[field.name];
        for (var rows = total ? Number(field.value) - Number(total.value) : 0; more && rows > 0; rows--) { more.click(); }
        return;
      }
      var control = Array.from(form.elements).filter(function (one) {
        return one.name === field.name && (field.box === null || one.value === field.box);
      })[field.box === null ? field.place : 0];
      if (!control) { return; }
      if (typeof field.value === "boolean") {
        control.checked = field.value;
      } else if (Array.isArray(field.value)) {
        Array.from(control.options).forEach(function (one) { one.selected = field.value.indexOf(one.value) >= 0; });
      } else {
        control.value = control.inputMode === "decimal" ? inLanguage(field.value, draft.language) : field.value;
      }
      if (!field.guard) { found.push(control); }
    });
    if (!found.length && !draft.files) { return; }
    var note = document.createElement("p");
    note.className = "keeping-note";
    note.setAttribute("role", "status");
    say(note, (draft.failed ? words.failedSending : words.restored) + (draft.files ? " " + words.files : ""), {});
    form.prepend(note);
    found.forEach(function (control) {
      for (var fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) { fold.open = true; }
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function arrive() {
    var kept = drafts(), back = came === "back_forward";
    Object.keys(kept.pages).forEach(function (one) {
      kept.pages[one] = kept.pages[one].filter(function (draft) {
        if (draft.sent && "refused" in words) { draft.sent = false; } // the portal refused it and shows no form
        if (draft.sent && back && one === path) { draft.failed = true; } // no page of the portal came of it
        return !draft.sent || draft.failed;
      });
    });
    var mine = "refused" in words || "answered" in words ? [] : kept.pages[path] || [];
    if (mine.length || !("refused" in words || "answered" in words)) { delete kept.pages[path]; }
    keep(kept);
    var again = sessionStorage.getItem("sarap-again") === path;
    sessionStorage.removeItem("sarap-again");
    if (back && words.person && !("answered" in words) && !mine.length && !again) {
      sessionStorage.setItem("sarap-again", path);
      leaving = true;
      location.reload(); // the browser shows what it remembers: the portal is asked what is stored now
      return;
    }
    if (again) { watched().forEach(function (form) { form.reset(); }); }
    mine.forEach(function (draft) {
      var form = watched().filter(function (one) { return nameOf(one) === draft.form; })[draft.place];
      if (form) { putBack(form, draft); }
    });
    if (words.person) { localStorage.setItem(SIGNED_IN, words.person + " " + Date.now()); }
  }

  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) {
      arrive();
      return;
    }
    var answered = watched().some(function (form) { return form.dataset.sent; }) &&
      !(drafts().pages[path] || []).some(function (draft) { return draft.sent; });
    free();
    leaving = false;
    if (words.person && !("answered" in words) && (answered || !watched().some(unsaved))) {
      leaving = true;
      location.reload();
    }
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.target === "_blank") {
      return;
    }
    if (link.hreflang && link.closest(".languages")) {
      keepAll(null);
      leaving = true;
    } else if (link.matches(".doc, [data-file]")) {
      keepAll(null); // a file is only laid beside the page; should a page come instead, the words are kept
      leaving = true;
      setTimeout(function () { leaving = false; }, 2000);
    }
  });

  // --- a button that is pressed -----------------------------------------------------------------------------------------

  function free() {
    watched().forEach(function (form) {
      if (form.dataset.sent) {
        delete form.dataset.sent;
        form.dispatchEvent(new CustomEvent("keeping:free", { bubbles: true }));
      }
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") { return; }
    if (form.dataset.sent) {
      event.preventDefault(); // a second press would only bring a refusal
      return;
    }
    if (navigator.onLine === false) {
      event.preventDefault();
      tell(words.notSent);
      return;
    }
    form.dataset.sent = "1";
    keepAll(watched().indexOf(form) < 0 ? null : form);
    setTimeout(free, PRESSED); // stopped, or never answered: the button works again
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { free(); }
  });
  if (window.navigation) { window.navigation.addEventListener("navigateerror", free); }

  // --- what saves or asks by itself -------------------------------------------------------------------------------------

  var waiting = new Map(), sentWith = new WeakMap(), token = "";

  function tell(sentence) {
    page.textContent = sentence;
    page.hidden = !sentence;
  }

  function linkTo(address) {
    var link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.textContent = words.signIn;
    return link;
  }

  function again(element) {
    var one = waiting.get(element);
    if (!one) { return; }
    clearTimeout(one.timer);
    waiting.delete(element);
    if (element.isConnected) {
      waiting.set(element, { tries: one.tries, timer: 0 });
      window.htmx.trigger(element, "keeping:again");
    }
  }

  function againAll() {
    Array.from(waiting.keys()).forEach(again);
  }

  /* Say at the element's own place that it is not saved, and why; ``retried``: it is tried again by itself. */
  function notSaved(element, reason, retried, address) {
    var place = document.querySelector(element.dataset.saves);
    if (!place) { return; }
    place.querySelectorAll(".keeping-said, .place-saved, .place-saving").forEach(function (old) { old.remove(); });
    var said = document.createElement("p");
    said.className = "keeping-said";
    said.setAttribute("role", "alert");
    say(said, words.notSaved + (retried ? " " + words.tried : ""), { when: now(), why: reason });
    if (address) { said.append(" ", linkTo(address)); }
    place.append(said);
    var tries = (waiting.get(element) || { tries: 0 }).tries;
    if (retried || address) {
      clearTimeout((waiting.get(element) || {}).timer);
      waiting.set(element, {
        tries: tries + 1,
        timer: retried ? setTimeout(again, RETRIES[Math.min(tries, RETRIES.length - 1)] * 1000, element) : 0
      });
    } else {
      waiting.delete(element);
    }
  }

  /* Say at the element's own place that it is on its way; the answer takes it away, and so does a failure. */
  function saving(element) {
    var place = document.querySelector(element.dataset.saves);
    if (!place || place.querySelector(".keeping-said")) { return; }
    place.querySelectorAll(".place-saved, .place-saving").forEach(function (old) { old.remove(); });
    var said = document.createElement("p");
    said.className = "place-saving";
    say(said, words.saving, {});
    place.prepend(said);
  }

  /* A new token for the page, once somebody is signed in again; ``then`` goes on if it is the same person. */
  function renew(then) {
    fetch(words.session, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      if (!found) { return; }
      token = found.token;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = token; });
      then();
    }).catch(function () { /* no connection: it is tried again with the next sign of one */ });
  }

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["Sarap-Person"] = words.person;
    if (token && "csrfmiddlewaretoken" in event.detail.parameters) { event.detail.parameters.csrfmiddlewaretoken = token; }
  });
  document.addEventListener("htmx:beforeSend", function (event) {
    var element = event.detail.elt;
    if (element.dataset.saves) {
      sentWith.set(event.detail.xhr, Array.from(element.querySelectorAll("input, select, textarea"), function (one) {
        return [one, one.type === "checkbox" || one.type === "radio" ? one.checked : one.value];
      }));
      saving(element);
    }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var element = event.detail.elt, xhr = event.detail.xhr;
    if (event.detail.successful) {
      tell("");
      waiting.delete(element);
      if (xhr.getResponseHeader("Sarap-Saved") === "yes") {
        (sentWith.get(xhr) || []).forEach(function (one) { settle(one[0], one[1]); });
      }
      return;
    }
    var address = xhr.status === 401 ? xhr.getResponseHeader("Sarap-Sign-In") : "";
    var renewed = xhr.getResponseHeader("Sarap-Renew") === "yes";
    var plain = (xhr.getResponseHeader("Content-Type") || "").indexOf("text/plain") === 0;
    var reason = plain ? xhr.responseText : xhr.status ? words.failing : words.offline;
    var passing = !xhr.status || xhr.status >= 500;
    if (!element.dataset.saves) {
      tell(reason);
      if (address) { page.append(" ", linkTo(address)); }
    } else {
      notSaved(element, reason, passing || renewed, address);
    }
    if (renewed) { renew(againAll); }
  });

  window.addEventListener("online", againAll);
  window.addEventListener("storage", function (event) {
    if (event.key === SIGNED_IN && waiting.size) { renew(againAll); }
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible" && waiting.size) { renew(againAll); }
  });
  document.addEventListener("DOMContentLoaded", function () {
    if (window.htmx) { window.htmx.config.timeout = 60000; }
  });
})();
