import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formFields } from './form-fields.ts';
import { openPages, type TestPages } from './open-pages.ts';

let pages: TestPages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages?.app.close());

let hour = 0;
async function confirmed(): Promise<string> {
  hour += 2;
  const { ada, ben } = pages.people;
  const start = new Date(Date.UTC(2027, 2, 1, hour));
  const service = pages.as(ada).service('meetings');
  const draft = await service.draft({
    subject: 'Budget',
    description: null,
    host: ada,
    rooms: [],
    virtualRoom: null,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'Europe/Berlin',
    people: [{ person: ben, role: 'required' }],
    guests: [],
  });
  await service.confirm(draft);
  return draft.id;
}
const meeting = (id: string) => pages.env.model('meeting.event').get(id);

describe('a page of a meeting that somebody else has changed since', () => {
  it('does not put an old form over it unasked: says who did what, keeps what was typed, and takes it when it is sent again', async () => {
    const id = await confirmed();
    const path = `/app/meetings/${id}/edit`;
    const mine = formFields(await pages.ada.get(path), path);
    const theirs = formFields(await pages.cleo.get(path), path);
    expect((await pages.cleo.post(path, { ...theirs, subject: 'Budget 2028' })).status).toBe(303);
    const refused = await pages.ada.post(path, { ...mine, description: 'Bring figures' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The meeting has changed since you opened this page.');
    expect(refused.text).toMatch(/Cleo Keeper, [^<]*: Subject: Budget → Budget 2028/);
    expect(await meeting(id)).toMatchObject({ subject: 'Budget 2028', description: null });
    const again = formFields(refused, path);
    expect(again).toMatchObject({ subject: 'Budget', description: 'Bring figures' });
    expect((await pages.ada.post(path, again)).status).toBe(303);
    expect(await meeting(id)).toMatchObject({ subject: 'Budget', description: 'Bring figures' });
  });

  it('does not ask where only the number of the version is another', async () => {
    const id = await confirmed();
    const path = `/app/meetings/${id}/edit`;
    const mine = formFields(await pages.ada.get(path), path);
    expect((await pages.cleo.post(path, formFields(await pages.cleo.get(path), path))).status).toBe(303);
    expect((await pages.ada.post(path, { ...mine, subject: 'Forecast' })).status).toBe(303);
  });

  it.each(['cancel', 'set-back', 'cancel-and-remove'])('asks anew before "%s"', async (action) => {
    const id = await confirmed();
    const path = `/app/meeting.event/${id}/do/${action}`;
    const mine = formFields(await pages.ada.get(path), path);
    const edit = `/app/meetings/${id}/edit`;
    await pages.cleo.post(edit, { ...formFields(await pages.cleo.get(edit), edit), subject: 'Budget 2028' });
    const refused = await pages.ada.post(path, { ...mine, ...(action === 'cancel' ? { reason: 'No figures' } : {}) });
    expect([refused.status, (await meeting(id)).state]).toEqual([409, 'confirmed']);
    expect(refused.text).toContain('Subject: Budget → Budget 2028');
    if (action === 'cancel') expect(refused.text).toContain('value="No figures"');
    expect((await pages.ada.post(path, formFields(refused, path))).status).toBe(303);
  });

  it('asks anew before it is handed over', async () => {
    const id = await confirmed();
    const path = `/app/meetings/${id}/hand-over`;
    const mine = { ...formFields(await pages.ada.get(path), path), host: pages.people.ben };
    const edit = `/app/meetings/${id}/edit`;
    await pages.cleo.post(edit, { ...formFields(await pages.cleo.get(edit), edit), subject: 'Budget 2028' });
    const refused = await pages.ada.post(path, mine);
    expect([refused.status, (await meeting(id)).host]).toEqual([409, pages.people.ada]);
    expect(refused.text).toContain('Subject: Budget → Budget 2028');
    expect((await pages.ada.post(path, formFields(refused, path))).status).toBe(303);
    expect((await meeting(id)).host).toBe(pages.people.ben);
  });
});
