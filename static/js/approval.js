/* The approver's desk works without this file; with it, the acts beside which keys are named have those keys. */
(function () {
  "use strict";

  function act(name) {
    return document.querySelector('[data-act="' + name + '"]');
  }

  function press(name) {
    var found = act(name);
    if (found) {
      found.click();
    }
    return Boolean(found);
  }

  function openReturn() {
    var form = document.getElementById("return-form");
    if (!form) {
      return false;
    }
    var words = form.querySelector("textarea");
    if (document.activeElement === words) {
      words.form.requestSubmit();
    } else {
      form.open = true;
      words.focus();
    }
    return true;
  }

  document.addEventListener("keydown", function (event) {
    var typing = event.target.matches("input, textarea, select");
    var done = false;
    if (event.key === "Enter" && event.ctrlKey && event.shiftKey) {
      done = openReturn();
    } else if (event.key === "Enter" && event.ctrlKey && !event.altKey && !typing) {
      done = press("approve");
    } else if (event.altKey && !event.ctrlKey && !typing && event.key === "ArrowDown") {
      done = press("next");
    } else if (event.altKey && !event.ctrlKey && !typing && event.key === "ArrowUp") {
      done = press("former");
    }
    if (done) {
      event.preventDefault();
    }
  });
})();
