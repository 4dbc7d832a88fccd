import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formFields } from './form-fields.ts';
import { openPages, type TestPages } from './open-pages.ts';

let pages: TestPages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages?.app.close());

let day = 1;
async function confirmed(): Promise<string> {
  day += 1;
  const { ada, ben } = pages.people;
  const start = new Date(Date.UTC(2027, 2, day, 9));
  const service = pages.as(ada).service('meetings');
  const end = new Date(start.getTime() + 3_600_000);
  const plan = { subject: 'Budget', description: null, host: ada, rooms: [], virtualRoom: null, start, end, timeZone: 'Europe/Berlin' };
  const draft = await service.draft({ ...plan, people: [{ person: ben, role: 'required' }], guests: [] });
  await service.confirm(draft);
  return draft.id;
}
const meeting = (id: string) => pages.env.model('meeting.event').get(id);
const path = (location: string): string => new URL(location, pages.app.url).pathname + new URL(location, pages.app.url).search;

describe('a meeting that is moved', () => {
  it('keeps the reason until the next change, tells it in the versions, and shows none where there is none', async () => {
    const id = await confirmed();
    expect((await pages.ada.get(`/app/meeting.event/${id}`)).text).not.toContain('<dt>Reason');
    const edit = `/app/meetings/${id}/edit`;
    const fields = formFields(await pages.ada.get(edit), edit);
    const next = `2027-03-${String(day).padStart(2, '0')}`;
    await pages.ada.post(edit, { ...fields, start: `${next}T14:00`, end: `${next}T15:00`, reason: 'The train is late' });
    expect((await meeting(id)).reason).toBe('The train is late');
    expect((await pages.ben.get(`/app/meeting.event/${id}`)).text).toContain('The train is late');
    expect((await pages.ben.get(`/app/meetings/${id}/history`)).text).toMatch(/Reason: <del>nothing<\/del>.*<ins>The train is late/);
    await pages.ada.post(edit, { ...formFields(await pages.ada.get(edit), edit), subject: 'Forecast' });
    expect((await meeting(id)).reason).toBeNull();
  });

  it('says why from the calendar too, and is brought back by the button beside what was said, to where one was', async () => {
    const id = await confirmed();
    const before = (await meeting(id)).start;
    const start = `2027-03-${String(day).padStart(2, '0')}T16:00`;
    const asked = await pages.ada.get(
      `/app/calendar/move?meeting=${id}&start=${start}&end=${start.replace('16', '17')}&tz=Europe/Berlin&back=/app/calendar?day=2027-03-01`,
    );
    expect(asked.text).toContain('name="reason"');
    const moved = await pages.ada.post('/app/calendar/move', { ...formFields(asked, '/app/calendar/move'), reason: 'Room is painted' });
    expect(await meeting(id)).toMatchObject({ reason: 'Room is painted' });
    const { text } = await pages.ada.get(path(moved.location));
    const undo = /<form method="post" action="([^"]*\/undo[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const undone = await pages.ada.post(undo);
    expect(undone.location).toContain('/app/calendar?day=2027-03-01&said=');
    expect(await meeting(id)).toMatchObject({ start: before, reason: null });
  });

  it('has the same button after it was cancelled, and takes no form of others for one', async () => {
    const id = await confirmed();
    const { location } = await pages.ada.post(`/app/meeting.event/${id}/do/cancel`, { reason: 'Ill' });
    const { text } = await pages.ada.get(path(location));
    expect(text).toContain(`<form method="post" action="/app/meetings/${id}/undo" class="row"><span>The meeting is cancelled.</span>`);
    const forged = new URL(location, pages.app.url);
    forged.searchParams.set('undo', `/app/meetings/${id}/do/remove`);
    expect((await pages.ada.get(forged.pathname + forged.search)).text).not.toContain('The meeting is cancelled.');
    await pages.ada.post(`/app/meetings/${id}/undo`);
    expect((await meeting(id)).state).toBe('confirmed');
  });
});
