// A quiet clock for a pitch and its questions: it counts down and says so in words, without a sound.

const two = (n) => String(n).padStart(2, "0");
const words = (text, seconds) => text.replace("{time}", `${Math.floor(seconds / 60)}:${two(seconds % 60)}`);

for (const clock of document.querySelectorAll("[data-timer]")) {
  const [pitch, questions] = clock.dataset.timer.split(",").map((minutes) => Number(minutes) * 60);
  const line = clock.querySelector("[data-timer-words]");
  const button = clock.querySelector("[data-timer-start]");
  let begun = 0;

  const show = () => {
    const gone = Math.floor((Date.now() - begun) / 1000);
    if (gone < pitch) line.textContent = words(clock.dataset.pitch, pitch - gone);
    else if (gone < pitch + questions) line.textContent = words(clock.dataset.questions, pitch + questions - gone);
    else line.textContent = clock.dataset.over;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!begun) setInterval(show, 1000);
    begun = Date.now();
    show();
  });
}
