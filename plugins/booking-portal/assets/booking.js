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

// The next page takes up where the keys were: at a day of the month, a button, the zone.
const [key, at] = ['atrium-focus', sessionStorage.getItem('atrium-focus')];
const leave = (place) => sessionStorage.setItem(key, place);
sessionStorage.removeItem(key);
const zone = document.querySelector('.zone-form select');
zone?.addEventListener('change', () => {
  leave('#tz');
  zone.form.requestSubmit();
});

// The month as a grid of dates: one stop for Tab; arrows, Home and End within the week, Page Up and Page Down through the months.
const month = document.querySelector('table.month');
const days = [...(month?.querySelectorAll('a') ?? [])];
const turn = (rel) => document.querySelector(`a[rel="${rel}"]`);
for (const rel of ['prev', 'next']) turn(rel)?.addEventListener('click', ({ detail, isTrusted }) => isTrusted && detail === 0 && leave(`a[rel="${rel}"]`));
const stop = (day) => {
  for (const other of days) other.tabIndex = other === day ? 0 : -1;
};
if (days[0]) {
  month.setAttribute('role', 'grid');
  stop(month.querySelector('[aria-current]') ?? days[0]);
}
month?.addEventListener('focusin', ({ target }) => stop(target));
month?.addEventListener('keydown', (event) => {
  const { key, target } = event;
  const cells = [...month.querySelectorAll('td')];
  const side = document.documentElement.dir === 'rtl' ? -1 : 1;
  const step = { ArrowRight: side, ArrowLeft: -side, ArrowDown: 7, ArrowUp: -7 }[key];
  const week = [...target.closest('tr').querySelectorAll('a')];
  const rel = { PageUp: 'prev', PageDown: 'next' }[key];
  let day = { Home: week[0], End: week.at(-1) }[key];
  if (step) {
    let at = cells.indexOf(target.closest('td'));
    do at += step;
    while (cells[at] && !cells[at].querySelector('a'));
    day = cells[at]?.querySelector('a');
  }
  if (step || rel || day) event.preventDefault();
  day?.focus();
  if (rel && turn(rel)) {
    leave(target.textContent);
    turn(rel).click();
  }
});
if (at) (Number(at) ? (days.find((day) => Number(day.textContent) >= at) ?? days.at(-1)) : document.querySelector(at))?.focus();
if (at && document.activeElement === document.body) document.querySelector('#times, a[rel]')?.focus();
