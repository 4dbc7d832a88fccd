// Enhancement only: every page works without it.

// The refusal of a form gets the focus, so that it is read out first.
document.querySelector('[data-focus]')?.focus();

// A form that was changed asks before it is left.
let dirty = false;
for (const form of document.querySelectorAll('form[data-guarded]')) {
  form.addEventListener('input', () => { dirty = true; });
  form.addEventListener('submit', () => { dirty = false; });
}
addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });

// A second press of a button sends nothing.
addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === 'post') form.dataset.sent = '1';
});
addEventListener('pageshow', () => { for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent; });

// Copy buttons.
addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const word = button.querySelector('span');
  if (word && button.dataset.copied) { const before = word.textContent; word.textContent = button.dataset.copied; setTimeout(() => { word.textContent = before; }, 1600); }
});

// Menus close by Escape and by a click outside.
const open = () => document.querySelectorAll('.bar details[open]');
addEventListener('keydown', (event) => { if (event.key === 'Escape') for (const menu of open()) { menu.open = false; menu.querySelector('summary')?.focus(); } });
addEventListener('click', (event) => { for (const menu of open()) if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false; });

// Lists by keyboard: up and down move along the rows, `/` goes to the search.
addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') {
    const search = document.querySelector('input[type="search"]');
    if (search) { event.preventDefault(); search.focus(); }
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const links = [...document.querySelectorAll('table.list td.main a')];
    if (links.length === 0) return;
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + (event.key === 'ArrowDown' ? 1 : -1), 0), links.length - 1)];
    event.preventDefault();
    next.focus();
  }
});

// A select that says so sends its form when it changes.
for (const select of document.querySelectorAll('select[data-submit]')) select.addEventListener('change', () => select.form?.requestSubmit());
