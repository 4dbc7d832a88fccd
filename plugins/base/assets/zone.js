// Tells the sign-in form which zone the browser lives in, and offers to correct the zone of a person who has travelled.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  for (const input of document.querySelectorAll('input[data-browser-zone]')) input.value = zone;
  for (const banner of document.querySelectorAll('[data-zone-banner]')) {
    const kept = `atrium-zone-kept ${banner.dataset.zoneBanner} ${zone}`;
    if (banner.dataset.zoneBanner === zone || localStorage.getItem(kept)) continue;
    for (const place of banner.querySelectorAll('[data-zone-name]')) place.textContent = zone.replaceAll('_', ' ');
    banner.hidden = false;
    banner.querySelector('[data-zone-keep]')?.addEventListener('click', () => {
      localStorage.setItem(kept, '1');
      banner.hidden = true;
    });
  }
}
