// Enhancement only: every page works without it.

// Selects that send their form at once need no button.
for (const button of document.querySelectorAll('[data-redundant]')) button.hidden = true;

// Cards are dragged into another column; the form in the card is what is sent.
const lanes = document.querySelectorAll('[data-lane]');
const hint = document.querySelector('[data-drag-hint]');
if (lanes.length > 0 && matchMedia('(pointer: fine)').matches) {
  if (hint) hint.hidden = false;
  let dragged;
  for (const card of document.querySelectorAll('[data-card]')) {
    card.draggable = true;
    card.addEventListener('dragstart', (event) => {
      dragged = card;
      card.classList.add('dragged');
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', card.dataset.card);
    });
    card.addEventListener('dragend', () => {
      dragged = undefined;
      card.classList.remove('dragged');
      for (const lane of lanes) lane.classList.remove('over');
    });
  }
  for (const lane of lanes) {
    lane.addEventListener('dragover', (event) => {
      if (!dragged || lane.contains(dragged)) return;
      event.preventDefault();
      lane.classList.add('over');
    });
    lane.addEventListener('dragleave', (event) => {
      if (!lane.contains(event.relatedTarget)) lane.classList.remove('over');
    });
    lane.addEventListener('drop', (event) => {
      if (!dragged) return;
      event.preventDefault();
      const select = dragged.querySelector('select[name=to]');
      select.value = lane.dataset.lane;
      lane.querySelector('ul').append(dragged);
      select.form.requestSubmit();
    });
  }
}
