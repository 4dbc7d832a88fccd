// Enhancement only, for those who work here: every page works without it.

// Menus close by Escape and by a click outside.
const open = () => document.querySelectorAll('.bar details[open]:not([data-menu])');
addEventListener('keydown', (event) => {
  if (event.key === 'Escape')
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
});
addEventListener('click', (event) => {
  for (const menu of open()) if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});

// Parts of the menu that were opened stay open on the next page.
for (const part of document.querySelectorAll('details[data-menu]')) {
  part.querySelector('summary').addEventListener('click', () => {
    setTimeout(() => {
      try {
        const kept = new Set((localStorage.getItem('atrium-menu') ?? '').split(' ').filter(Boolean));
        if (part.open) kept.add(part.dataset.menu);
        else kept.delete(part.dataset.menu);
        localStorage.setItem('atrium-menu', [...kept].join(' '));
      } catch {
        // A browser that keeps nothing: the parts fold again.
      }
    });
  });
}

// In a menu that is longer than the window, the current entry is seen.
const side = document.querySelector('nav.side');
const entry = side?.querySelector('[aria-current]');
if (entry) side.scrollTop += Math.max(0, entry.getBoundingClientRect().bottom - side.getBoundingClientRect().bottom + 80);

// Of tabs that do not all fit, the current one is seen.
const tab = document.querySelector('.tabs [aria-current]');
if (tab) tab.parentElement.scrollLeft += tab.getBoundingClientRect().left - tab.parentElement.getBoundingClientRect().left - 40;

// A long list of boxes is searched; what is ticked stays in sight.
const MANY = 10;
for (const list of document.querySelectorAll('.choices[data-search]')) {
  const labels = [...list.querySelectorAll('label')];
  if (labels.length <= MANY) continue;
  const search = document.createElement('input');
  search.type = 'search';
  search.placeholder = list.dataset.search;
  search.autocomplete = 'off';
  search.setAttribute('aria-label', `${list.dataset.search}: ${list.closest('fieldset')?.querySelector('legend')?.textContent ?? ''}`);
  const show = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    for (const label of labels) label.hidden = !label.textContent.toLocaleLowerCase().includes(wanted) && !label.querySelector('input').checked;
  };
  search.addEventListener('input', (event) => {
    event.stopPropagation(); // nothing of the form has changed
    show();
  });
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    labels
      .find((label) => !label.hidden && label.textContent.toLocaleLowerCase().includes(search.value.trim().toLocaleLowerCase()))
      ?.querySelector('input')
      .focus();
  });
  list.before(search);
}
