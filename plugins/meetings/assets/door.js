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
  const bare = (await answer.text()).replaceAll(/<style[^>]*>[^<]*<\/style>/g, '');
  const page = new DOMParser().parseFromString(bare, 'text/html');
  const fetched = page.querySelector('[data-live]');
  const old = document.querySelector('[data-live]');
  if (!fetched || !old || old.outerHTML === fetched.outerHTML) return;
  // What is new may use icons that this page has not drawn yet.
  const drawn = document.querySelector('#icons');
  for (const symbol of [...(page.querySelector('#icons')?.children ?? [])])
    if (drawn && !document.getElementById(symbol.id)) drawn.append(document.adoptNode(symbol));
  const pressed = old.contains(document.activeElement) && document.activeElement.matches('button');
  old.replaceWith(document.adoptNode(fetched));
  if (pressed) fetched.querySelector('button')?.focus();
}
setInterval(refresh, EVERY_MS);
addEventListener('online', refresh);
