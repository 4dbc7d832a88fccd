// Brings the display up to date; while the network is away, it shows what it last knew.
const EVERY_MS = 20_000;

async function refresh() {
  const here = new URL(location.href);
  here.searchParams.delete('in');
  const answer = await fetch(here, { headers: { accept: 'text/html' }, cache: 'no-store' }).catch(() => undefined);
  if (!answer) return;
  if (answer.status === 404) {
    location.replace(here);
    return;
  }
  if (!answer.ok) return;
  const fetched = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]');
  const old = document.querySelector('[data-live]');
  if (!fetched || !old || old.outerHTML === fetched.outerHTML) return;
  const pressed = old.contains(document.activeElement) && document.activeElement.matches('button');
  old.replaceWith(document.adoptNode(fetched));
  if (pressed) fetched.querySelector('button')?.focus();
}
setInterval(refresh, EVERY_MS);
addEventListener('online', refresh);
