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
