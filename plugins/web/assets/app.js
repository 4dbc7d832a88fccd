// Enhancement only: every page works without it.

// The refusal of a form gets the focus, so that it is read out first.
document.querySelector('[data-focus]')?.focus();

// A form that was changed asks before it is left.
let dirty = false;
for (const form of document.querySelectorAll('form[data-guarded]')) {
  form.addEventListener('input', () => {
    dirty = true;
  });
  form.addEventListener('submit', () => {
    dirty = false;
  });
}
addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});

// A second press of a button sends nothing.
addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === 'post') form.dataset.sent = '1';
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// Copy buttons.
addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const word = button.querySelector('span');
  if (word && button.dataset.copied) {
    const before = word.textContent;
    word.textContent = button.dataset.copied;
    setTimeout(() => {
      word.textContent = before;
    }, 1600);
  }
});

// Lists by keyboard: up and down move along the rows, `/` goes to the search.
addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === '?') document.querySelector('#keys')?.showModal();
  if (event.key === '/') {
    event.preventDefault();
    const search = document.querySelector('main input[type="search"]');
    if (search) search.focus();
    else openPalette();
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

// What the last action said is said once: not again when the page is loaded anew.
const here = new URL(location.href);
if (here.searchParams.has('said')) {
  here.searchParams.delete('said');
  here.searchParams.delete('mark');
  history.replaceState(null, '', here);
}

// Light, dark, or as the device says.
const themes = document.querySelectorAll('[data-theme-choice]');
const showTheme = () => {
  const now = document.documentElement.dataset.theme ?? '';
  for (const button of themes) button.setAttribute('aria-pressed', String(button.dataset.themeChoice === now));
};
for (const button of themes) {
  button.parentElement.hidden = false;
  button.addEventListener('click', () => {
    const theme = button.dataset.themeChoice;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    try {
      if (theme) localStorage.setItem('atrium-theme', theme);
      else localStorage.removeItem('atrium-theme');
    } catch {
      // A browser that keeps nothing: the choice holds for this page.
    }
    showTheme();
  });
}
showTheme();

/** Shows the entries that hold every typed word. @returns those that are left */
function narrow(entries, typed) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const left = entries.filter((entry) => {
    const text = entry.textContent.toLowerCase().replaceAll('/', ' ');
    entry.hidden = !wanted.every((word) => text.includes(word));
    return !entry.hidden;
  });
  return left;
}

/** Marks one entry of a list that belongs to an input which keeps the focus. */
function mark(input, entries, chosen) {
  for (const entry of entries) entry.setAttribute('aria-selected', String(entry === chosen));
  if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
  else input.removeAttribute('aria-activedescendant');
  chosen?.scrollIntoView({ block: 'nearest' });
}

/** One entry up or down, round the ends. */
function neighbour(entries, chosen, key) {
  const step = key === 'ArrowDown' ? 1 : -1;
  return entries[(entries.indexOf(chosen) + step + entries.length) % entries.length];
}

// The command palette: pages of the menu first, then what can be made.
const palette = document.querySelector('#palette');
let openPalette = () => {};
if (palette) {
  const input = palette.querySelector('input');
  const list = palette.querySelector('[role="listbox"]');
  const nothing = palette.querySelector('p');
  const pages = [...document.querySelectorAll('nav.side a')].map((link) => {
    const entry = document.createElement('div');
    entry.setAttribute('role', 'option');
    entry.tabIndex = -1;
    entry.dataset.href = link.getAttribute('href');
    entry.append(...[...link.childNodes].map((node) => node.cloneNode(true)));
    return entry;
  });
  list.prepend(...pages);
  const all = [...list.children];
  for (const [at, entry] of all.entries()) entry.id = `palette-${at}`;
  let left = all;
  let chosen = all[0];
  const show = () => {
    left = narrow(all, input.value);
    chosen = left[0];
    nothing.hidden = left.length > 0;
    mark(input, all, chosen);
  };
  openPalette = () => {
    if (palette.open) return;
    input.value = '';
    palette.showModal();
    show();
    input.focus();
  };
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && left.length > 0) {
      event.preventDefault();
      chosen = neighbour(left, chosen, event.key);
      mark(input, all, chosen);
    }
    if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      palette.close();
      location.assign(chosen.dataset.href);
    }
  });
  list.addEventListener('click', (event) => {
    const entry = event.target.closest('[data-href]');
    if (!entry) return;
    palette.close();
    location.assign(entry.dataset.href);
  });
  for (const button of document.querySelectorAll('[data-palette]')) {
    button.hidden = false;
    button.addEventListener('click', openPalette);
  }
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
    }
  });
}
// A click beside a dialog closes it.
for (const dialog of document.querySelectorAll('dialog'))
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });

// Zones: the select becomes a field to type in. It stays in the form and keeps the value.
for (const [at, select] of document.querySelectorAll('select[data-zones]').entries()) {
  const frame = document.createElement('div');
  frame.className = 'combo';
  const input = document.createElement('input');
  input.type = 'text';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.required = select.required;
  const list = document.createElement('div');
  list.id = `zones-${at}`;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-expanded', 'false'],
    ['aria-controls', list.id],
  ])
    input.setAttribute(name, value);
  for (const name of ['aria-describedby', 'aria-invalid', 'aria-label']) {
    const value = select.getAttribute(name);
    if (value !== null) input.setAttribute(name, value);
  }
  const words = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim();
  list.setAttribute('aria-label', words || input.getAttribute('aria-label') || select.name);
  const entries = [...select.options].map((option, index) => {
    const entry = document.createElement('div');
    entry.id = `${list.id}-${index}`;
    entry.setAttribute('role', 'option');
    entry.textContent = option.textContent;
    entry.dataset.value = option.value;
    return entry;
  });
  list.append(...entries);
  const shown = () => select.selectedOptions[0]?.textContent ?? '';
  let left = entries;
  let chosen;
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    input.value = shown();
  };
  const show = (typed) => {
    left = narrow(entries, typed.replaceAll(/[_/]/g, ' '));
    chosen = left.find((entry) => entry.dataset.value === select.value) ?? left[0];
    list.hidden = left.length === 0;
    input.setAttribute('aria-expanded', String(left.length > 0));
    mark(input, entries, chosen);
  };
  const take = (entry) => {
    const changed = select.value !== entry.dataset.value;
    select.value = entry.dataset.value;
    close();
    if (changed) select.dispatchEvent(new Event('change', { bubbles: true }));
  };
  input.value = shown();
  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', () => show(''));
  input.addEventListener('input', () => show(input.value));
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) show('');
      else {
        chosen = neighbour(left, chosen, event.key);
        mark(input, entries, chosen);
      }
    }
    if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault();
      if (chosen) take(chosen);
    }
    if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  // Before the blur, which would close the list under the pointer.
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    const entry = event.target.closest('[role="option"]');
    if (entry) take(entry);
  });
  input.id = select.id;
  select.removeAttribute('id');
  select.tabIndex = -1;
  select.setAttribute('aria-hidden', 'true');
  select.classList.add('visually-hidden');
  select.required = false;
  select.before(frame);
  frame.append(input, list, select);
}
