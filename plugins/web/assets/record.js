// Enhancement only: every page works without it.

// Printing needs the browser.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// The menu of a record closes by Escape and by a click outside.
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('.more[open]')) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
});
addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('.more[open]')) if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});

// ---- Conditions of fields, looked at while somebody types; the server looks again when it saves.

const form = document.querySelector('#record');

/** The value of a field as the server would read it. */
function fieldValue(name) {
  const fields = [...form.elements].filter((one) => one.name === name);
  const box = fields.find((one) => one.type === 'checkbox');
  if (box) return box.checked;
  const field = fields.at(-1);
  if (!field || field.value.trim() === '') return null;
  return field.type === 'number' ? Number(field.value) : field.value;
}

const number = (value) => (typeof value === 'boolean' ? Number(value) : value);
const checks = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a !== null && b !== null && number(a) < number(b),
  lte: (a, b) => a !== null && b !== null && number(a) <= number(b),
  gt: (a, b) => a !== null && b !== null && number(a) > number(b),
  gte: (a, b) => a !== null && b !== null && number(a) >= number(b),
  in: (a, list) => list.includes(a),
  notIn: (a, list) => !list.includes(a),
};

function matches(domain) {
  if (typeof domain === 'boolean') return domain;
  return Object.entries(domain).every(([key, condition]) => {
    if (key === '$and') return condition.every(matches);
    if (key === '$or') return condition.some(matches);
    if (key === '$not') return !matches(condition);
    const value = fieldValue(key);
    if (condition === null || typeof condition !== 'object') return value === condition;
    return Object.entries(condition).every(([operator, operand]) => checks[operator](value, operand));
  });
}

if (form) {
  const spots = [...form.querySelectorAll('[data-when]')].map((spot) => ({ spot, when: JSON.parse(spot.dataset.when) }));
  const look = () => {
    for (const { spot, when } of spots) {
      if (when.visible !== undefined) spot.hidden = !matches(when.visible);
      const locked = when.readonly === undefined ? spot.disabled && when.visible === undefined : matches(when.readonly);
      spot.disabled = spot.hidden || locked;
      if (when.required === undefined) continue;
      const asked = !spot.disabled && matches(when.required);
      for (const field of spot.querySelectorAll('input:not([type=hidden]), select, textarea')) field.required = asked;
      const label = spot.querySelector('label');
      const star = label?.querySelector('.need');
      if (asked && label && !star) {
        const mark = document.createElement('span');
        mark.className = 'need';
        mark.setAttribute('aria-hidden', 'true');
        mark.textContent = ' *';
        label.append(mark);
      } else if (!asked) star?.remove();
    }
    for (const part of form.querySelectorAll('[data-part]')) {
      const all = [...part.querySelectorAll('.spot')];
      part.hidden = all.length > 0 && all.every((spot) => spot.hidden);
    }
  };
  if (spots.length > 0) {
    form.addEventListener('input', look);
    form.addEventListener('change', look);
    look();
  }
}

// ---- References with more records than a list holds: a field to search in. The select stays in the form and keeps the value.

for (const [at, picker] of document.querySelectorAll('[data-picker]').entries()) {
  const select = picker.querySelector('select');
  const address = picker.dataset.picker;
  const frame = document.createElement('div');
  frame.className = 'combo';
  const input = document.createElement('input');
  input.type = 'text';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.required = select.required;
  input.id = select.id;
  const list = document.createElement('div');
  list.id = `choices-${at}`;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-expanded', 'false'],
    ['aria-controls', list.id],
  ])
    input.setAttribute(name, value);
  for (const name of ['aria-describedby', 'aria-invalid']) {
    const value = select.getAttribute(name);
    if (value !== null) input.setAttribute(name, value);
  }
  const words = document
    .querySelector(`label[for="${CSS.escape(select.id)}"]`)
    ?.textContent.replace('*', '')
    .trim();
  list.setAttribute('aria-label', words || select.name);
  const shown = () => (select.value === '' ? '' : (select.selectedOptions[0]?.textContent ?? ''));
  let entries = [];
  let chosen;
  let asked = 0;
  const close = () => {
    asked += 1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    input.value = shown();
  };
  const mark = (entry) => {
    chosen = entry;
    for (const one of entries) one.setAttribute('aria-selected', String(one === entry));
    if (entry) input.setAttribute('aria-activedescendant', entry.id);
    else input.removeAttribute('aria-activedescendant');
    entry?.scrollIntoView({ block: 'nearest' });
  };
  const entry = (text, take) => {
    const one = document.createElement('div');
    one.id = `${list.id}-${entries.length}`;
    one.setAttribute('role', 'option');
    one.textContent = text;
    one.take = take;
    entries.push(one);
    return one;
  };
  const put = (value, label) => {
    let option = [...select.options].find((one) => one.value === value);
    if (!option) {
      option = new Option(label, value);
      select.append(option);
    }
    const changed = select.value !== value;
    select.value = value;
    close();
    if (changed) select.dispatchEvent(new Event('input', { bubbles: true }));
    if (changed) select.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const show = async (typed) => {
    asked += 1;
    const own = asked;
    let found;
    try {
      const answer = await fetch(`${address}/${select.name}?${new URLSearchParams({ q: typed })}`, { headers: { accept: 'application/json' } });
      if (!answer.ok) return;
      found = await answer.json();
    } catch {
      return;
    }
    // Somebody typed on meanwhile.
    if (own !== asked) return;
    entries = [];
    list.replaceChildren(
      ...(select.options[0]?.value === '' && typed === '' && !select.required ? [entry(select.options[0].textContent, () => put('', ''))] : []),
      ...found.choices.map(({ value, label }) => entry(label, () => put(value, label))),
    );
    const name = typed.trim();
    if (picker.dataset.make && name !== '' && !found.choices.some(({ label }) => label.toLowerCase() === name.toLowerCase())) {
      list.append(
        entry(picker.dataset.make.replace('{name}', name), async () => {
          const answer = await fetch(`${address}/${select.name}`, {
            method: 'POST',
            headers: { accept: 'application/json', 'content-type': 'application/json' },
            body: JSON.stringify({ name }),
          });
          if (!answer.ok) return;
          const made = await answer.json();
          put(made.value, made.label);
        }),
      );
    }
    if (entries.length === 0) {
      const nothing = document.createElement('p');
      nothing.className = 'muted';
      nothing.textContent = picker.dataset.nothing;
      list.append(nothing);
    }
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark(typed === '' ? undefined : entries[0]);
  };
  let pause;
  input.value = shown();
  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', () => show(''));
  input.addEventListener('input', (event) => {
    event.stopPropagation();
    clearTimeout(pause);
    pause = setTimeout(() => show(input.value), 120);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) show('');
      else if (entries.length > 0) {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        const from = chosen ? entries.indexOf(chosen) : step > 0 ? -1 : 0;
        mark(entries[(from + step + entries.length) % entries.length]);
      }
    }
    if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault();
      chosen?.take();
    }
    if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  // Before the blur, which would close the list under the pointer.
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    event.target.closest('[role="option"]')?.take();
  });
  select.removeAttribute('id');
  select.tabIndex = -1;
  select.setAttribute('aria-hidden', 'true');
  select.classList.add('visually-hidden');
  select.required = false;
  select.before(frame);
  frame.append(input, list, select);
  picker.querySelector('button[formaction]')?.remove();
}
