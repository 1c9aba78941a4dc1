// Reads a page of the guide aloud, with a voice that the device has itself: a voice from a server would tell
// somebody else what is read. Without such a voice in the page's language there is no button.
(() => {
  const box = document.getElementById("listen"), speech = window.speechSynthesis;
  if (!box || !speech) return;
  const button = box.querySelector("button"), main = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const language = document.documentElement.lang;
  const voice = () => {
    const own = speech.getVoices().filter((v) => v.localService && main(v.lang) === main(language));
    return own.find((v) => v.lang.replace("_", "-") === language) || own.find((v) => v.default) || own[0];
  };
  const offer = () => { box.hidden = !voice(); };
  let reading = false;
  const stop = () => {
    reading = false;
    speech.cancel();
    button.textContent = button.dataset.listen;
  };
  const read = () => {
    speech.cancel();
    reading = true;
    button.textContent = button.dataset.stop;
    const parts = [...document.querySelectorAll("h1, .prose :is(h2, p, li), .say-it :is(h2, p), .person :is(h2, .no, .old, li), .ends")];
    // one utterance a paragraph: browsers end long ones early
    parts.forEach((part, i) => {
      const line = new SpeechSynthesisUtterance(part.textContent.replace(/[\u2066-\u2069]/g, "").trim());
      line.voice = voice();
      line.lang = line.voice.lang;
      line.onend = line.onerror = () => { if (reading && i === parts.length - 1) stop(); };
      speech.speak(line);
    });
  };
  button.addEventListener("click", () => (reading ? stop() : read()));
  addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", offer);
  offer();
})();
