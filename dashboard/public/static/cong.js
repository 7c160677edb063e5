// Saves the form while it is filled in, and asks for it anew where an answer shows or hides fields.
// Every page works without it: the buttons do the same.
"use strict";
document.documentElement.classList.add("scripted");
const form = document.getElementById("bieu-mau");
if (form) {
  const told = document.getElementById("luc-luu");
  let waiting = 0;
  const typed = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    return body;
  };
  const save = async () => {
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body: typed(), credentials: "same-origin" });
      const now = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
      told.textContent = answer.status === 204 ? `${form.dataset.saved} ${now}.` : form.dataset.unsaved;
    } catch {
      told.textContent = form.dataset.unsaved;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 1200);
  });
  form.addEventListener("change", (event) => {
    const steering = event.target.closest("[data-steers]");
    const button = steering && steering.querySelector(".steer");
    if (button) {
      clearTimeout(waiting);
      form.requestSubmit(button);
    } else if (event.target.type === "file" && event.target.files.length) {
      clearTimeout(waiting);
      form.requestSubmit(event.target.parentElement.querySelector('button[value^="files:"]'));
    }
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
