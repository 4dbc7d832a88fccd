// The time is held while the form is open: one minute after the other is told, and nothing is lost when it lapses.
const holding = document.querySelector('[data-hold]');
if (holding) {
  const form = holding.closest('form');
  const { start, tz, minutes } = Object.fromEntries(new FormData(form));
  const tell = (text) => {
    if (holding.textContent !== text) holding.textContent = text;
  };
  // Said before the answer is there: who sends the form sooner shall not be kept away by a hold of their own.
  if (!form.elements.held) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'held', value: '1' }));
  const answer = await fetch(holding.dataset.hold, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ start, tz, ...(minutes ? { minutes } : {}) }),
  }).catch(() => undefined);
  if (answer?.status === 409) tell(holding.dataset.taken);
  const { seconds } = answer?.status === 201 ? await answer.json() : {};
  if (seconds) {
    const until = performance.now() + seconds * 1000;
    const count = () => {
      const left = Math.ceil((until - performance.now()) / 60_000);
      if (left < 1) return tell(holding.dataset.lapsed);
      tell(left === 1 ? holding.dataset.soon : holding.dataset.held.replace('{minutes}', left));
      setTimeout(count, 5_000);
    };
    count();
  }
}
