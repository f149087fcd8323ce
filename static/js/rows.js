/* Adds a row to a table that is written in, where without this file the button saves and comes back with one. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-add-row]");
    var pattern = button && document.getElementById(button.dataset.addRow);
    if (!pattern) {
      return;
    }
    event.preventDefault();
    var table = button.form.querySelector("table[data-rows]");
    var total = button.form.elements[table.dataset.rows + "-TOTAL_FORMS"];
    var holder = document.createElement("tbody");
    holder.innerHTML = pattern.innerHTML.replace(/__prefix__/g, total.value);
    var row = holder.querySelector("tr");
    table.tBodies[0].appendChild(row);
    total.value = Number(total.value) + 1;
    row.querySelector("textarea, input").focus();
  });
})();
