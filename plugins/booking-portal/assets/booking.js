// Enhancement only: the page works without it, to the end.
document.documentElement.classList.add('scripted');

// In a frame of another site: its script is told how much room the page needs.
if (window.parent !== window) {
  const tell = () => window.parent.postMessage({ type: 'atrium:height', height: document.documentElement.scrollHeight }, '*');
  new ResizeObserver(tell).observe(document.body);
}

// The guest's own zone, unless one was chosen already.
const card = document.querySelector('[data-zone]');
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (card && card.dataset.chosen === undefined && own && own !== card.dataset.zone) {
  const url = new URL(location.href);
  url.searchParams.set('tz', own);
  location.replace(url);
}
const zone = document.querySelector('.zone-form select');
zone?.addEventListener('change', () => zone.form.requestSubmit());

// Arrow keys move over the days of the month that can be chosen.
document.querySelector('table.month')?.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 }[event.key];
  if (!step) return;
  const cells = [...document.querySelectorAll('table.month td')];
  const rtl = document.documentElement.dir === 'rtl' && Math.abs(step) === 1 ? -1 : 1;
  let at = cells.indexOf(event.target.closest('td'));
  do {
    at += step * rtl;
  } while (cells[at] && !cells[at].querySelector('a'));
  const day = cells[at]?.querySelector('a');
  if (day) {
    event.preventDefault();
    day.focus();
  }
});

// The time is held while the form is open: one minute after the other is told, and nothing is lost when it lapses.
const holding = document.querySelector('[data-hold]');
if (holding) {
  const form = holding.closest('form');
  const { start, tz, minutes } = Object.fromEntries(new FormData(form));
  const tell = (text) => {
    if (holding.textContent !== text) holding.textContent = text;
  };
  const answer = await fetch(holding.dataset.hold, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ start, tz, ...(minutes ? { minutes } : {}) }),
  }).catch(() => undefined);
  if (answer?.status === 409) tell(holding.dataset.taken);
  const { seconds } = answer?.status === 201 ? await answer.json() : {};
  if (seconds) {
    const until = performance.now() + seconds * 1000;
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'held', value: '1' }));
    const count = () => {
      const left = Math.ceil((until - performance.now()) / 60_000);
      if (left < 1) return tell(holding.dataset.lapsed);
      tell(left === 1 ? holding.dataset.soon : holding.dataset.held.replace('{minutes}', left));
      setTimeout(count, 5_000);
    };
    count();
  }
}
