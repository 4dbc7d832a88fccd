import type { MeetingDetails } from '../meetings/contract.ts';

const compact = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

/** Addresses that open a calendar on the web with the meeting filled in. `words`: what stands beneath it in the guest's own calendar. */
export function calendarLinks(meeting: MeetingDetails, words: readonly (string | null)[] = []): { label: string; href: string }[] {
  const place =
    meeting.rooms.map(({ name, address }) => [name, address].filter(Boolean).join(', ')).join(' · ') || meeting.location?.text || (meeting.joinUrl ?? '');
  const details = [meeting.joinUrl, ...words].filter((part) => part).join('\n\n');
  const google = new URLSearchParams({
    action: 'TEMPLATE',
    text: meeting.subject,
    dates: `${compact(meeting.start)}/${compact(meeting.end)}`,
    details,
    location: place,
  });
  const outlook = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: meeting.subject,
    startdt: meeting.start.toISOString(),
    enddt: meeting.end.toISOString(),
    body: details,
    location: place,
  });
  return [
    { label: 'Google', href: `https://calendar.google.com/calendar/render?${google}` },
    { label: 'Outlook', href: `https://outlook.office.com/calendar/0/deeplink/compose?${outlook}` },
  ];
}
