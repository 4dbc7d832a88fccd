// Enhancement only: lists work without it.

const form = document.querySelector('form[data-list]');
const boxes = form ? [...form.querySelectorAll('input[name="id"]')] : [];
const wholePage = form?.querySelector('[data-pick-page]');
const everything = form?.querySelector('input[name="all"]');
const output = form?.querySelector('output[data-count]');

// How many are selected, and the box for the whole page.
const showCount = () => {
  const count = boxes.filter((box) => box.checked).length;
  if (output) output.textContent = everything?.checked ? everything.parentElement.textContent.trim() : output.dataset.words.replace('{count}', count);
  if (wholePage) {
    wholePage.checked = count > 0 && count === boxes.length;
    wholePage.indeterminate = count > 0 && count < boxes.length;
  }
};
if (wholePage && boxes.length > 0) {
  wholePage.hidden = false;
  wholePage.addEventListener('change', () => {
    for (const box of boxes) box.checked = wholePage.checked;
    if (everything && !wholePage.checked) everything.checked = false;
    showCount();
  });
}
// With shift everything from the box that was pressed last.
let last = -1;
form?.addEventListener('click', (event) => {
  const at = boxes.indexOf(event.target);
  if (at < 0) return;
  if (event.shiftKey && last >= 0) for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = boxes[at].checked;
  last = at;
  showCount();
});
form?.addEventListener('change', showCount);
addEventListener('pageshow', showCount);

// Rows by keyboard: j and k move, x selects.
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const target = event.target;
  if (target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select')) return;
  const links = [...document.querySelectorAll('table.list td.main a, table.list .group a')];
  if ((event.key === 'j' || event.key === 'k') && links.length > 0) {
    const row = document.activeElement?.closest('tr');
    const at = links.findIndex((link) => link.closest('tr') === row);
    event.preventDefault();
    links[at < 0 ? 0 : Math.min(Math.max(at + (event.key === 'j' ? 1 : -1), 0), links.length - 1)].focus();
  }
  if (event.key === 'x') document.activeElement?.closest('tr')?.querySelector('input[name="id"]')?.click();
  if (event.key === 'Escape')
    for (const menu of document.querySelectorAll('.tool-menu[open]')) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
});

// One menu at a time; a click outside closes it.
addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('.tool-menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});

// A switch is turned without leaving the list; where that is refused the page says why.
form?.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button.switch') : null;
  if (!button) return;
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  const answer = await fetch(button.formAction, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ set: button.value }),
  }).catch(() => undefined);
  button.disabled = false;
  if (!answer?.ok) {
    delete form.dataset.sent;
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'set';
    field.value = button.value;
    form.append(field);
    form.action = button.formAction;
    form.submit();
    return;
  }
  const { on } = await answer.json();
  button.setAttribute('aria-checked', String(on));
  button.value = `${button.value.split('.')[0]}.${!on}`;
  button.lastElementChild.textContent = on ? button.dataset.on : button.dataset.off;
});

// The filter builder offers only what fits the chosen field.
for (const builder of document.querySelectorAll('form[data-builder]')) {
  const { field, operator } = builder.elements;
  const labels = new Map([...operator.options].map((option) => [`${option.value} ${option.dataset.label}`, option]));
  const frame = builder.elements.value.parentElement;
  const template = (name) => builder.querySelector(`template[${name}]`).content.cloneNode(true);
  let inputs = new Map();
  const makeValue = () => {
    const input = inputs.get(operator.value);
    const old = frame.querySelector('[name="value"]');
    let next = document.createElement(['choice', 'bool', 'period'].includes(input) ? 'select' : 'input');
    next.name = 'value';
    if (input === 'period') next.append(template('data-periods'));
    else if (input === 'bool') next.append(template('data-bools'));
    else if (input === 'choice')
      for (const one of (field.selectedOptions[0].dataset.choices ?? '').split('|')) {
        const at = one.indexOf(':');
        next.append(new Option(one.slice(at + 1), one.slice(0, at)));
      }
    else {
      next.type = input === 'number' ? 'number' : input === 'date' || input === 'instant' ? 'date' : 'text';
      if (input === 'number') next.step = 'any';
      next.maxLength = 200;
      next.required = true;
      next.autocomplete = 'off';
    }
    if (input === 'none') {
      next = document.createElement('input');
      next.type = 'hidden';
      next.name = 'value';
    }
    frame.hidden = input === 'none';
    old.replaceWith(next);
  };
  const makeOperators = () => {
    const known = field.selectedOptions[0].dataset.operators.split('|').map((one) => one.split(':'));
    inputs = new Map(known.map(([name, input]) => [name, input]));
    operator.replaceChildren(...known.map(([name, , label]) => labels.get(`${name} ${label}`).cloneNode(true)));
    operator.selectedIndex = 0;
    makeValue();
  };
  field.addEventListener('change', makeOperators);
  operator.addEventListener('change', makeValue);
  makeOperators();
}

// Columns can be put in another order by dragging; the boxes keep the order they stand in.
for (const box of document.querySelectorAll('form[data-columns] .choices')) {
  let dragged;
  for (const label of box.children) {
    label.draggable = true;
    label.addEventListener('dragstart', () => {
      dragged = label;
    });
    label.addEventListener('dragover', (event) => {
      if (!dragged || dragged === label) return;
      event.preventDefault();
      const { top, height } = label.getBoundingClientRect();
      label[event.clientY > top + height / 2 ? 'after' : 'before'](dragged);
    });
  }
}
