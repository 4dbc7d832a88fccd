// Pieces of a page that change by themselves: `data-live="3"` is fetched again every three seconds while the page is seen. What somebody is using stays as it is.
for (const piece of document.querySelectorAll('[data-live]')) {
  const place = [...document.querySelectorAll('[data-live]')].indexOf(piece);
  let current = piece;
  const later = () => setTimeout(look, Number(current.dataset.live) * 1000);
  const look = async () => {
    if (document.visibilityState === 'visible' && !current.contains(document.activeElement)) {
      try {
        const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
        const page = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page && [...page.querySelectorAll('[data-live]')][place];
        if (fresh && fresh.innerHTML !== current.innerHTML && !current.contains(document.activeElement)) {
          // Drawings of icons that this page has not shown yet.
          for (const drawing of page.querySelectorAll('#icons symbol'))
            if (!document.getElementById(drawing.id)) document.querySelector('#icons').append(drawing);
          current.replaceWith(fresh);
          current = fresh;
        }
      } catch {
        // the next look tells
      }
    }
    later();
  };
  later();
}
