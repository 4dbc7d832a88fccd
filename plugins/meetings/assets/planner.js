// Enhancement only: every page works without it.

const dialog = document.querySelector('#plan');
const announce = (text) => {
  const line = document.querySelector('[data-announce]');
  if (line) line.textContent = text;
};

// ---- live: the inside is fetched anew when somebody else has booked; typed text, open dialogs and drags are left alone --------------

const frame = document.querySelector('[data-refresh]');
const EVERY_MS = 15_000;
let mark;
let dragging = false;
let sheet;

async function refresh() {
  if (!frame || document.hidden || dragging || dialog?.open) return;
  const answer = await fetch(frame.dataset.refresh, { headers: { ...(mark ? { 'if-none-match': mark } : {}), accept: 'text/html' }, cache: 'no-store' }).catch(
    () => undefined,
  );
  if (!answer?.ok || dragging || dialog?.open) return;
  const first = mark === undefined;
  mark = answer.headers.get('etag') ?? undefined;
  // The nonce of another answer counts for nothing here: positions come as a sheet of their own.
  let rules = '';
  const bare = (await answer.text()).replaceAll(/<style[^>]*>([^<]*)<\/style>/g, (_, css) => {
    rules += css;
    return '';
  });
  const fetched = new DOMParser().parseFromString(bare, 'text/html').querySelector('[data-live]');
  const old = frame.querySelector('[data-live]');
  if (!fetched || !old) return;
  const changed = fetched.textContent !== [...old.childNodes].map(textOf).join('');
  if (first && !changed) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const where = focused?.dataset.meeting
    ? `[data-meeting="${focused.dataset.meeting}"]`
    : focused?.getAttribute('href')
      ? `[href="${CSS.escape(focused.getAttribute('href'))}"]`
      : '';
  const scroll = [...old.querySelectorAll('.table-frame, .timeline-frame')].map((part) => [part.scrollLeft, part.scrollTop]);
  const next = new CSSStyleSheet();
  next.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== sheet), next];
  sheet = next;
  old.replaceWith(document.adoptNode(fetched));
  for (const [at, part] of [...fetched.querySelectorAll('.table-frame, .timeline-frame')].entries()) [part.scrollLeft, part.scrollTop] = scroll[at] ?? [0, 0];
  if (where) fetched.querySelector(where)?.focus({ preventScroll: true });
  if (!first && changed) announce(dialog?.dataset.moved ?? frame.dataset.changed ?? '');
}

function textOf(node) {
  if (node.nodeName === 'STYLE') return '';
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  return [...node.childNodes].map(textOf).join('');
}

if (frame) {
  setInterval(refresh, EVERY_MS);
  document.addEventListener('visibilitychange', refresh);
  refresh();
}

// ---- the now line walks ---------------------------------------------------------------------------------------------------------------

const opened = Date.now();
setInterval(() => {
  const line = document.querySelector('.planner [data-now]');
  const column = line?.closest('[data-first]');
  const planner = line?.closest('[data-planner]');
  if (!line || !column || !planner || sheet) return;
  const minute = Number(line.dataset.now) + (Date.now() - opened) / 60_000;
  line.style.insetBlockStart = `${((minute - Number(column.dataset.first)) / 60) * Number(planner.dataset.hour)}px`;
}, 60_000);

// ---- drag to plan, move and change the length; nothing is saved before the dialog is confirmed ------------------------------------

const STEP = 15;
const two = (value) => String(value).padStart(2, '0');
const wallOf = (day, minute) => {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCMinutes(minute);
  return at.toISOString().slice(0, 16);
};
const addMinutes = (wall, minutes) => new Date(Date.parse(`${wall}Z`) + minutes * 60_000).toISOString().slice(0, 16);
const minutesBetween = (from, to) => (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 60_000;
const clock = (wall) => wall.slice(11);
const zoneOf = () => dialog?.querySelector('[name=tz]')?.value ?? '';

async function propose({ meeting, version, title, start, end, rooms = [] }) {
  const form = dialog.querySelector('[data-plan-move]');
  const plan = dialog.querySelector('[data-plan-new]');
  const heading = dialog.querySelector('[data-plan-title]');
  const [when, problem, clashes, free] = ['when', 'problem', 'clashes', 'free'].map((name) => dialog.querySelector(`[data-plan-${name}]`));
  heading.textContent = title ?? heading.dataset.new;
  when.textContent = `${start.replace('T', ' ')} – ${clock(end)}`;
  for (const part of [problem, clashes, free]) part.hidden = true;
  form.hidden = !meeting;
  plan.hidden = Boolean(meeting);
  if (meeting) for (const [name, value] of Object.entries({ meeting, version, start, end })) form.elements.namedItem(name).value = value;
  const query = new URLSearchParams({ start, end, tz: zoneOf() });
  for (const room of rooms) query.append('rooms', room);
  plan.href = `/app/meetings/new?${query}`;
  if (meeting) query.set('meeting', meeting);
  if (!dialog.open) dialog.showModal();
  const answer = await fetch(`/app/calendar/preview?${query}`, { headers: { accept: 'application/json' } }).catch(() => undefined);
  if (!answer?.ok) {
    problem.textContent = problem.dataset.refused;
    problem.hidden = false;
    return;
  }
  const found = await answer.json();
  when.textContent = found.when;
  clashes.hidden = found.clashes.length === 0;
  free.hidden = found.clashes.length > 0;
  clashes.querySelector('ul').replaceChildren(
    ...found.clashes.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
}

if (dialog) {
  dialog.addEventListener('close', () => {
    for (const part of document.querySelectorAll('.ghost')) part.remove();
    for (const part of document.querySelectorAll('.entry.dragged')) {
      part.classList.remove('dragged');
      part.removeAttribute('style');
    }
    refresh();
  });
  const hint = document.querySelector('[data-drag-hint]');
  if (hint && document.querySelector('[data-planner]') && matchMedia('(pointer: fine)').matches) hint.hidden = false;
}

const chosenRooms = () =>
  [...document.querySelectorAll('[data-planner] a.slot')].slice(0, 1).flatMap((slot) => new URL(slot.href).searchParams.getAll('rooms'));
const columnAt = (x) =>
  [...document.querySelectorAll('.planner .column')].find((column) => {
    const box = column.getBoundingClientRect();
    return x >= box.left && x < box.right;
  });
const minuteAt = (column, y) => {
  const hour = Number(column.closest('[data-planner]').dataset.hour);
  const minute = Number(column.dataset.first) + ((y - column.getBoundingClientRect().top) / hour) * 60;
  return Math.min(Math.max(minute, Number(column.dataset.first)), Number(column.dataset.last));
};
const snap = (minute) => Math.round(minute / STEP) * STEP;

function ghostIn(column, from, to) {
  let ghost = document.querySelector('.ghost');
  if (!ghost) {
    ghost = document.createElement('div');
    ghost.className = 'ghost';
  }
  const hour = Number(column.closest('[data-planner]').dataset.hour);
  ghost.style.insetBlockStart = `${((from - Number(column.dataset.first)) / 60) * hour}px`;
  ghost.style.blockSize = `${((to - from) / 60) * hour}px`;
  ghost.textContent = `${two(Math.floor(from / 60))}:${two(from % 60)} – ${two(Math.floor(to / 60))}:${two(to % 60)}`;
  column.append(ghost);
}

let suppressed = false;
addEventListener(
  'click',
  (event) => {
    if (!suppressed) return;
    suppressed = false;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// Fingers scroll; they plan by a tap on a free hour and move by the form.
addEventListener('pointerdown', (event) => {
  if (!dialog || event.button !== 0 || event.pointerType === 'touch' || !(event.target instanceof Element)) return;
  const column = event.target.closest('.planner .column');
  if (!column) return;
  const entry = event.target.closest('.entry');
  if (entry && !entry.dataset.meeting) return;
  const grip = event.target.closest('[data-grip]') !== null;
  const origin = { x: event.clientX, y: event.clientY };
  const began = minuteAt(column, event.clientY);
  const length = entry ? minutesBetween(entry.dataset.start, entry.dataset.end) : 0;
  let outcome;
  const move = (now) => {
    if (!dragging && Math.hypot(now.clientX - origin.x, now.clientY - origin.y) < 6) return;
    if (!dragging) {
      dragging = true;
      entry?.classList.add('dragged');
    }
    if (!entry) {
      const end = minuteAt(column, now.clientY);
      const from = Math.floor(Math.min(began, end) / STEP) * STEP;
      const to = Math.max(Math.ceil(Math.max(began, end) / STEP) * STEP, from + STEP);
      ghostIn(column, from, to);
      outcome = { start: wallOf(column.dataset.day, from), end: wallOf(column.dataset.day, to), rooms: chosenRooms() };
      return;
    }
    const own = { meeting: entry.dataset.meeting, version: entry.dataset.version, title: entry.dataset.title };
    if (grip) {
      const from = minutesBetween(`${column.dataset.day}T00:00`, entry.dataset.start);
      const to = Math.max(snap(minuteAt(column, now.clientY)), from + STEP);
      ghostIn(column, Math.max(from, Number(column.dataset.first)), to);
      outcome = { ...own, start: entry.dataset.start, end: wallOf(column.dataset.day, to) };
      return;
    }
    const target = columnAt(now.clientX) ?? column;
    const start = minutesBetween(`${column.dataset.day}T00:00`, entry.dataset.start);
    const from = Math.max(snap(start + minuteAt(target, now.clientY) - began), Number(target.dataset.first));
    ghostIn(target, from, Math.min(from + length, Number(target.dataset.last)));
    const wall = wallOf(target.dataset.day, from);
    outcome = { ...own, start: wall, end: addMinutes(wall, length) };
  };
  const stop = (drop) => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', finish);
    removeEventListener('pointercancel', cancel);
    removeEventListener('keydown', leave);
    if (!dragging) return;
    dragging = false;
    suppressed = drop;
    if (drop) setTimeout(() => (suppressed = false), 0);
    if (drop && outcome) propose(outcome);
    else {
      document.querySelector('.ghost')?.remove();
      entry?.classList.remove('dragged');
    }
  };
  const finish = () => stop(true);
  const cancel = () => stop(false);
  const leave = (key) => {
    if (key.key === 'Escape') stop(false);
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', finish);
  addEventListener('pointercancel', cancel);
  addEventListener('keydown', leave);
});

// The same by keyboard: Alt and arrows on an entry that has the focus.
addEventListener('keydown', (event) => {
  const entry = document.activeElement;
  if (!dialog || dialog.open || !event.altKey || !entry?.matches?.('.entry[data-meeting], .line [data-meeting]')) return;
  const steps = { ArrowUp: -STEP, ArrowDown: STEP, ArrowLeft: -1_440, ArrowRight: 1_440 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const { meeting, version, title, start, end } = entry.dataset;
  if (event.shiftKey) {
    const longer = addMinutes(end, Math.abs(step) === STEP ? step : 0);
    if (minutesBetween(start, longer) >= STEP) propose({ meeting, version, title, start, end: longer });
    return;
  }
  const right = document.documentElement.dir === 'rtl' && Math.abs(step) > STEP ? -step : step;
  propose({ meeting, version, title, start: addMinutes(start, right), end: addMinutes(end, right) });
});
// Within the dialog the arrows go on from where they are.
dialog?.addEventListener('keydown', (event) => {
  const form = dialog.querySelector('[data-plan-move]');
  if (!event.altKey || form.hidden) return;
  const steps = { ArrowUp: -STEP, ArrowDown: STEP, ArrowLeft: -1_440, ArrowRight: 1_440 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const value = (name) => form.elements.namedItem(name).value;
  const [start, end] = event.shiftKey
    ? [value('start'), addMinutes(value('end'), Math.abs(step) === STEP ? step : 0)]
    : [addMinutes(value('start'), step), addMinutes(value('end'), step)];
  if (minutesBetween(start, end) < STEP) return;
  propose({ meeting: value('meeting'), version: value('version'), title: dialog.querySelector('[data-plan-title]').textContent, start, end });
});
