/* The scoring desk works without this file; with it, keys go from value to value and a document opens beside them. */
(function () {
  "use strict";

  var desk = document.getElementById("content-main");
  var form = document.getElementById("desk-form");
  var panel = document.getElementById("evidence");
  var refusal = document.getElementById("refusal");
  if (refusal) {
    refusal.focus();
  }

  // --- the document beside the values ---------------------------------------------------------------------------

  var frame = null;
  var back = null;

  function show(address, title, from) {
    if (!frame) {
      frame = document.createElement("iframe");
      panel.appendChild(frame);
    }
    back = from || back;
    frame.title = title;
    if (frame.dataset.address !== address) {
      frame.dataset.address = address;
      frame.src = address + "#navpanes=0"; // a PDF without its own side bar: there is little room
    }
    panel.querySelector("strong").textContent = title;
    panel.querySelector("a").href = address;
    panel.hidden = false;
    desk.classList.add("desk-beside");
    if (back) {
      back.scrollIntoView({ block: "nearest" });
    }
  }

  function hide() {
    panel.hidden = true;
    desk.classList.remove("desk-beside");
    if (frame) {
      frame.remove();
      frame = null;
    }
    if (back) {
      back.focus();
    }
  }

  function shown() {
    return !panel.hidden;
  }

  desk.addEventListener("click", function (event) {
    var link = event.target.closest('a[target="evidence"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(link.getAttribute("href"), link.textContent.trim(), link);
    }
  });
  panel.querySelector("button").addEventListener("click", hide);

  // What stands behind a field: the documents of its row, of its indicator, then the one chosen for all the rest.
  function documentsOf(field) {
    var found = [];
    function add(address, title) {
      if (!found.some(function (one) { return one.address === address; })) {
        found.push({ address: address, title: title });
      }
    }
    [field.closest("tr"), field.closest("section")].forEach(function (part) {
      if (!part) {
        return;
      }
      part.querySelectorAll('a[target="evidence"]').forEach(function (link) {
        add(link.getAttribute("href"), link.textContent.trim());
      });
      part.querySelectorAll("select[data-documents]").forEach(addChosen);
    });
    if (form) {
      addChosen(form.elements["proof:rest"]);
    }
    function addChosen(select) {
      if (/^\d+$/.test(select.value)) {
        add(select.dataset.documents.replace("/0/", "/" + select.value + "/"), select.selectedOptions[0].textContent);
      }
    }
    return found;
  }

  function showNext(field) {
    var documents = documentsOf(field);
    if (!documents.length) {
      return;
    }
    var now = shown() && frame ? documents.findIndex(function (one) {
      return one.address === frame.dataset.address;
    }) : -1;
    var next = documents[(now + 1) % documents.length];
    show(next.address, next.title, field);
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && shown()) {
      hide();
    } else if (event.key === "F2" && desk.contains(event.target)) {
      event.preventDefault();
      showNext(event.target);
    }
  });

  if (!form) {
    return;
  }

  // --- keys -----------------------------------------------------------------------------------------------------

  function go(field) {
    if (field) {
      var closed = field.closest("details:not([open])");
      if (closed) {
        closed.open = true;
      }
      field.focus();
      if (field.select) {
        field.select();
      }
    }
  }

  function neighbour(field, forwards) {
    var place = forwards ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    var beside = Array.from(form.querySelectorAll("[data-value]")).filter(function (one) {
      return field.compareDocumentPosition(one) & place;
    });
    return forwards ? beside[0] : beside[beside.length - 1];
  }

  function nextUnmarked(from) {
    var open = Array.from(form.querySelectorAll("[data-unmarked]"));
    var after = open.filter(function (one) {
      return !one.contains(from) && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    var section = after[0] || open[0];
    return section && document.getElementById(section.dataset.unmarked);
  }

  document.addEventListener("keydown", function (event) {
    var digit = event.altKey && !event.ctrlKey && /^Digit([1-4])$/.exec(event.code);
    if (digit) {
      // by the place of the key: on a Kazakh keyboard these keys write letters
      var target = document.querySelector('[accesskey="' + digit[1] + '"]');
      if (target) {
        event.preventDefault();
        if (target.tagName === "SELECT") {
          go(target);
        } else if (target.tagName === "A") {
          go(document.getElementById(target.hash.slice(1)));
        } else {
          form.requestSubmit(target);
        }
      }
    } else if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(document.querySelector('[accesskey="3"]'));
    } else if (event.key === "F8") {
      event.preventDefault();
      go(nextUnmarked(event.target));
    }
  });

  form.addEventListener("keydown", function (event) {
    var field = event.target;
    var typed = field.matches('input:not([type="checkbox"], [type="file"])');
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      return;
    }
    if (event.key === "Enter" && (typed || field.matches("select"))) {
      event.preventDefault();
      go(neighbour(field, !event.shiftKey));
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && typed && field.matches("[data-value]")) {
      event.preventDefault();
      go(neighbour(field, event.key === "ArrowDown"));
    }
  });

  // --- sending ----------------------------------------------------------------------------------------------------

  var live = document.getElementById("desk-live");

  form.addEventListener("submit", function () {
    if (form.dataset.sent) {
      return;
    }
    desk.classList.add("desk-sending");
    // a question about results that is still under way must not answer into the page that comes
    window.htmx.trigger(live, "htmx:abort");
  });
  live.addEventListener("htmx:beforeRequest", function (event) {
    if (form.dataset.sent) {
      event.preventDefault();
    }
  });
  form.addEventListener("keeping:free", function () {
    desk.classList.remove("desk-sending");
  });
})();
