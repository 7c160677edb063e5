// The wall screen: asks every three seconds, says what is called (after a click: browsers want one), and says
// that the connection is gone until it is back.
"use strict";
const at = (id) => document.getElementById(id);
const EVERY = 3000, LATER = 10000;
let said = null, speaks = false, last = null, failed = 0;
const told = (when) => when.toLocaleTimeString("vi-VN", {
  hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone,
});
const clock = () => {
  at("clock").textContent = told(new Date());
};
clock();
setInterval(clock, 5000);
const part = (tag, text, name) => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
};
const say = (words) => {
  const voice = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith("vi"));
  const said = new SpeechSynthesisUtterance(words);
  said.lang = "vi-VN";
  said.rate = 0.9;
  if (voice) said.voice = voice;
  speechSynthesis.speak(said);
};
const show = (state) => {
  const fresh = said === null ? [] : state.calls.filter((one) => !said.has(one.key));
  said = new Set(state.calls.map((one) => one.key));
  at("called").replaceChildren(...state.calls.map((one) => {
    const line = part("li", "");
    line.append(part("span", one.number, "n"), part("span", one.counter, "c"));
    if (fresh.includes(one)) line.classList.add("fresh");
    return line;
  }));
  at("nobody").hidden = state.calls.length > 0;
  at("groups").replaceChildren(...state.groups.map((one) => {
    const line = part("tr", "");
    line.append(part("td", one.name), part("td", one.waiting), part("td", one.median === null ? "–" : one.median));
    return line;
  }));
  document.documentElement.style.setProperty("--k", String(Math.min(1, 6 / Math.max(1, state.groups.length))));
  at("waiting").textContent = state.waiting;
  at("served").textContent = state.served;
  if (speaks) for (const one of fresh.reverse()) say(one.spoken);
};
const look = async () => {
  try {
    const answer = await fetch(document.body.dataset.state, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    show(state);
    last = new Date();
    failed = 0;
  } catch {
    failed += 1;
  }
  // One answer that is late is no alarm.
  at("lost").hidden = failed < 2;
  at("since").textContent = last ? told(last) : "–";
  setTimeout(look, failed > 3 ? LATER : EVERY);
};
if (!("speechSynthesis" in window)) {
  at("voice").hidden = true;
} else {
  at("voice").addEventListener("click", () => {
    speaks = !speaks;
    at("voice").setAttribute("aria-pressed", String(speaks));
    at("voice").textContent = speaks ? "Đang đọc số" : "Bật tiếng";
    if (speaks) say("Đã bật tiếng gọi số");
    else speechSynthesis.cancel();
  });
}
look();
