// The time is held while the form is open: one minute after the other is told, and nothing is lost when it lapses.
const holding = document.querySelector('[data-hold]');
if (holding) {
  const form = holding.closest('form');
  const { start, tz, minutes, place, visit } = Object.fromEntries(new FormData(form));
  const tell = (text) => {
    if (holding.textContent !== text) holding.textContent = text;
  };
  // Said before the answer is there: who sends the form sooner shall not be kept away by a hold of their own.
  if (!form.elements.held) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'held', value: '1' }));
  const answer = await fetch(holding.dataset.hold, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ start, tz, ...(minutes ? { minutes } : {}), ...(place ? { place } : {}), ...(visit ? { visit } : {}) }),
  }).catch(() => undefined);
  if (answer?.status === 409) {
    // Nothing is typed yet: the page says on top what is free instead. Else it is said here, and what was typed stays.
    if (!form.elements.name?.value) location.replace(holding.dataset.again);
    holding.className = 'notice danger';
    tell(holding.dataset.taken);
  }
  const { seconds } = answer?.status === 201 ? await answer.json() : {};
  if (seconds) {
    // By the clock on the wall: other counters stand still while a phone sleeps.
    let until = Date.now() + seconds * 1000;
    const count = () => {
      const left = Math.ceil((until - Date.now()) / 60_000);
      if (left < 1) return tell(holding.dataset.lapsed);
      tell(left === 1 ? holding.dataset.soon : holding.dataset.held.replace('{minutes}', left));
      setTimeout(count, 5_000);
    };
    count();
    document.addEventListener('visibilitychange', () => document.hidden || count());
    // One browser holds one time: what another tab holds is not held here any more.
    const tabs = new BroadcastChannel('atrium-hold');
    tabs.addEventListener('message', ({ data }) => {
      if (data !== holding.dataset.hold) return;
      until = 0;
      count();
    });
    tabs.postMessage(holding.dataset.hold);
  }
}
