import type { Env } from '#core';
import { DescriptionList, LinkButton, Notice } from '../../web/contract.ts';
import { linkProblem } from './derive-link.ts';
import { keeps } from './keeper.ts';
import { membersOf } from './member-form.tsx';
import { optionsFor } from './request-for.ts';

/** Beside a virtual room: what it has chosen of its provider, in words, and the way to change it. */
export async function optionsPanel(env: Env<'meetings'>, { id }: { id: string }) {
  const [room] = await env.model('meeting.virtual_room').find({ id });
  if (!room) return null;
  const provider = env.implementations('meeting.provider').get(room.provider);
  const problem = provider && (await linkProblem(env.asPlugin(), provider, room));
  const values = optionsFor(provider, room.options);
  const members = provider?.options ? membersOf(provider.options) : [];
  const other = room.fallback === null ? undefined : (env.implementations('meeting.provider').get(room.fallback)?.title ?? room.fallback);
  const shown = (value: unknown, choices: readonly { value: string; label: string }[]): string => {
    if (typeof value === 'boolean') return value ? env.t('Yes') : env.t('No');
    const label = choices.find((choice) => choice.value === value)?.label;
    return label === undefined ? String(value ?? '–') : env.t(label);
  };
  return (
    <section class="section card">
      <h2>{env.t('Options')}</h2>
      {problem ? (
        <Notice kind="warn">
          {env.t(problem)} {env.t('Meetings in it are confirmed without a link.')}
        </Notice>
      ) : null}
      <DescriptionList
        entries={[
          ...members.map(({ name, title, choices }) => ({ label: env.t(title), value: shown(values[name], choices) })),
          { label: env.t('Other provider if this one fails'), value: other ?? '–' },
        ]}
      />
      {keeps(env) ? (
        <LinkButton href={`/app/virtual-rooms/${id}/options`} icon="settings">
          {env.t('Change the options')}
        </LinkButton>
      ) : null}
    </section>
  );
}
