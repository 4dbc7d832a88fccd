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
