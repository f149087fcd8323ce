/* Asks NCALayer, the signing program on the reader's own computer, to sign the manifest. On the sign-off page alone.

   What can go wrong is told apart: the browser was not permitted to reach this computer, the program does not run, the
   reader cancelled, it answered something else. Whatever happens, the ways beside this one stay open. */

(function () {
  "use strict";

  const box = document.getElementById("ncalayer");
  if (!box) return;
  const form = document.getElementById("ncalayer-form");
  const button = box.querySelector("button");
  const OPENING = 15000;

  function say(what, detail) {
    box.querySelectorAll("[data-said]").forEach(function (line) {
      line.hidden = line.dataset.said !== what;
    });
    const told = box.querySelector("[data-detail]");
    told.textContent = detail || "";
    told.hidden = !detail;
    box.dataset.state = what;
    button.disabled = what === "asking" || what === "given";
  }

  /* Browsers have called it by several names; one that knows none asks nobody. */
  async function denied() {
    for (const name of ["loopback-network", "local-network-access"]) {
      try {
        const permission = await navigator.permissions.query({ name: name });
        if (permission.state === "denied") return true;
      } catch (unknown) {
        continue;
      }
    }
    return false;
  }

  function question() {
    return JSON.stringify({
      module: "kz.gov.pki.knca.basics",
      method: "sign",
      args: {
        allowedStorages: null,
        format: "cms",
        data: box.dataset.content,
        signingParams: { decode: "true", encapsulate: "false", digested: "false", tsaProfile: {} },
        signerParams: { extKeyUsageOids: box.dataset.roles.split(" "), chain: null },
        locale: document.documentElement.lang || "kk"
      }
    });
  }

  function taken(answer) {
    const body = answer.body;
    const result = body && body.result;
    const given = Array.isArray(result) ? result[0] : result;
    if (answer.status === true && given) {
      form.elements.cms.value = given;
      say("given");
      form.submit();
    } else if (answer.status === true || /cancel/i.test(answer.message || "")) {
      say("cancelled");
    } else {
      say("refused", answer.message || answer.details || "");
    }
  }

  async function ask() {
    say("asking");
    if (await denied()) return say("denied");
    let socket;
    let greeted = false;
    let done = false;

    async function fail() {
      if (done) return;
      done = true;
      window.clearTimeout(timer);
      say((await denied()) ? "denied" : greeted ? "closed" : "away");
    }

    const timer = window.setTimeout(function () {
      if (!greeted && socket) socket.close();
    }, OPENING);
    try {
      socket = new WebSocket(box.dataset.address);
    } catch (refused) {
      return fail();
    }
    socket.onerror = fail;
    socket.onclose = fail;
    socket.onmessage = function (message) {
      let answer;
      try {
        answer = JSON.parse(message.data);
      } catch (unreadable) {
        return socket.close();
      }
      if (!greeted) {
        greeted = true;
        window.clearTimeout(timer);
        socket.send(question());
        return;
      }
      if (done) return;
      done = true;
      taken(answer);
      socket.close();
    };
  }

  box.hidden = false;
  button.addEventListener("click", ask);
})();
