// Puts a booking page into another site: in place of the script's element, or behind a button.
// <script src="https://meet.example.org/embed.js" data-link="https://meet.example.org/book/…" async></script>
// data-mode="popup" data-label="Book a time" shows a button that opens the page in a dialog.
(() => {
  const script = document.currentScript;
  const link = script?.dataset.link;
  if (!link) return;
  const { origin } = new URL(script.src);
  const frame = document.createElement('iframe');
  // Nothing but this server's own pages, whatever the attribute says.
  if (new URL(link).origin !== origin) return;
  frame.title = script.dataset.label || 'Book a time';
  frame.style.cssText = 'width:100%;min-height:40rem;border:0;color-scheme:light dark';
  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin || event.data?.type !== 'atrium:height') return;
    frame.style.height = `${Math.min(Math.max(Number(event.data.height) || 0, 320), 4000)}px`;
  });
  if (script.dataset.mode !== 'popup') {
    frame.src = link;
    script.after(frame);
    return;
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = frame.title;
  const dialog = document.createElement('dialog');
  dialog.style.cssText = 'width:min(72rem,96vw);height:92vh;padding:0;border:0;border-radius:12px';
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', script.dataset.close || 'Close');
  close.style.cssText = 'position:absolute;inset-block-start:.5rem;inset-inline-end:.5rem;min-width:44px;min-height:44px';
  close.addEventListener('click', () => dialog.close());
  dialog.append(close, frame);
  button.addEventListener('click', () => {
    frame.src ||= link;
    dialog.showModal();
  });
  script.after(button, dialog);
})();
