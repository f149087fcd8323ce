/* The browser writes its own words in a field for a file or a day, in its own language. Here a file is chosen by a
   button in the page's language, and a chosen day is said in words below its field. Without this file both fields work
   as the browser has them. */
(function () {
  "use strict";

  var words = document.currentScript.dataset;
  var language = (document.documentElement.lang || "kk").slice(0, 2);

  function add(parent, name, text) {
    var made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  // The admin's theme writes a file's name into a text field that it expects three steps above; it is said here instead.
  // Told of all fields at once, also of those that come later: the theme looks at each in the moment in which it comes.
  HTMLInputElement.prototype.hasChangeListener = true;

  // The field itself lies over the button, unseen: click, keys, a dropped file and its name for reading aloud stay.
  function dressFile(field) {
    var box = document.createElement("span");
    box.className = "file-box";
    field.dataset.dressed = "";
    field.parentNode.insertBefore(box, field);
    box.appendChild(field);
    add(box, "file-button", field.multiple ? words.chooseFiles : words.chooseFile).setAttribute("aria-hidden", "true");
    var said = add(box, "file-said", "");
    said.setAttribute("aria-hidden", "true");
    function say() {
      var names = Array.prototype.map.call(field.files, function (file) {
        return file.name;
      });
      said.textContent = names.join(", ") || words.noFile;
    }
    field.addEventListener("change", say);
    if (field.form) {
      field.form.addEventListener("reset", function () {
        setTimeout(say);
      });
    }
    say();
  }

  function inWords(value) {
    var day = new Date(value + "T12:00:00Z");
    if (!value || isNaN(day)) {
      return "";
    }
    // Browsers do not know the Kazakh words.
    var weekday = words.weekdays.split(" ")[(day.getUTCDay() + 6) % 7];
    var number = day.getUTCDate() + "\u00a0" + words.months.split(" ")[day.getUTCMonth()];
    if (language === "kk") {
      return day.getUTCFullYear() + "\u00a0жылғы " + number + ", " + weekday;
    }
    return weekday + ", " + number + " " + day.getUTCFullYear() + (language === "ru" ? "\u00a0года" : "");
  }

  function dressDay(field) {
    var said = add(document.createElement("span"), "day-said", "");
    field.dataset.dressed = "";
    said.setAttribute("aria-live", "polite");
    field.parentNode.insertBefore(said, field.nextSibling);
    function say() {
      said.textContent = inWords(field.value);
    }
    field.addEventListener("input", say);
    field.addEventListener("change", say);
    say();
  }

  function dressAll() {
    document.querySelectorAll("input[type=file]:not([data-dressed])").forEach(dressFile);
    document.querySelectorAll("input[type=date]:not([data-dressed])").forEach(dressDay);
  }

  // Fields that come later, with a part of the page.
  document.addEventListener("htmx:load", dressAll);
  dressAll();
})();
