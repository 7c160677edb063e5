// A number that is waited with: looks again every few seconds, and goes on by itself after a lost connection.
"use strict";
let box = document.getElementById("so");
const print = box.dataset.print;
if (print) {
  // A kiosk prints, and is ready for the next person.
  window.print();
  setTimeout(() => location.replace(print), 8000);
} else if (box.dataset.again === "yes") {
  const look = async () => {
    let wait = 5000;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("so");
        const before = box.dataset.state;
        if (fresh.innerHTML !== box.innerHTML || fresh.dataset.state !== before) {
          box.replaceWith(fresh);
          box = fresh;
        }
        if (box.dataset.state === "called" && before !== "called" && navigator.vibrate) navigator.vibrate([300, 150, 300]);
        if (box.dataset.again !== "yes") return;
      } else {
        wait = 15000;
      }
    } catch {
      box.querySelector(".lost").hidden = false;
      wait = 10000;
    }
    setTimeout(look, wait);
  };
  setTimeout(look, 5000);
}
