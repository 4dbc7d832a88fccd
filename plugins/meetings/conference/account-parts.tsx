import type { Env } from '#core';
import { Icon, Instant, Notice, Table } from '../../web/contract.ts';
import { callWords, failureWords } from './call-words.ts';
import { blocks } from './connection-check.ts';
import type { AccountRow } from './open-account.ts';
import type { Use } from './read-use.ts';
import type { RefusedCall } from './refused-call.ts';
import { readChecks } from './stored-checks.ts';

type MeetingsEnv = Env<'meetings'>;
type Kept = NonNullable<AccountRow['checks']>;

const looks = {
  ok: { kind: 'ok', icon: 'circle-check' },
  untested: { kind: 'muted', icon: 'circle-help' },
  warning: { kind: 'warn', icon: 'triangle-alert' },
  blocking: { kind: 'danger', icon: 'circle-alert' },
} as const;

const lookOf = (check: Kept[number]): keyof typeof looks => (check.ok === null ? 'untested' : check.ok ? 'ok' : blocks(check) ? 'blocking' : 'warning');

/** What the last test found, each with what to do about it; a colour is never alone. */
export function Checks({ env, checks }: { env: MeetingsEnv; checks: Kept }) {
  const words = { ok: env.t('passed'), untested: env.t('not tested'), warning: env.t('failed; rooms can be made'), blocking: env.t('failed') };
  const read = readChecks(env, checks);
  return (
    <ul class="checks">
      {checks.map((check, index) => (
        <li>
          <span class={`state ${looks[lookOf(check)].kind}`}>
            <Icon name={looks[lookOf(check)].icon} />
            <span class="visually-hidden">{words[lookOf(check)]}</span>
          </span>{' '}
          {read[index]?.message}
          {read[index]?.fix ? (
            <>
              <br />
              <span class="muted">
                {env.t('What to do:')} {read[index]?.fix}
              </span>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Why nobody asks the service: the call that was refused, and what that means. */
export function ParkedNotice({ env, call }: { env: MeetingsEnv; call: RefusedCall | undefined }) {
  const fix =
    call?.status === 401
      ? env.t('It takes the credentials no more: make new ones at the service and save them.')
      : env.t('The credentials may be right and still lack something for this step: compare scopes, roles and policies with the read-me of the app.');
  return (
    <Notice kind="danger">
      <p>{env.t('The service refuses the credentials. Links wait until a test passes.')}</p>
      {call ? (
        <p>
          <Instant env={env} at={call.at} />: {env.t(callWords[call.operation])} – {env.t(failureWords[call.failure] ?? call.failure)}
          {call.status === null ? '' : ` (${call.status})`}
          {call.host === null ? '' : `, ${call.host}`}. <a href={`/app/meeting.event/${call.event}`}>{env.t('Meeting')}</a>
          <br />
          {env.t('What to do:')} {fix}
        </p>
      ) : null}
    </Notice>
  );
}

/** `names`: of the accounts, where there are several. */
export function Uses({ env, use, names }: { env: MeetingsEnv; use: readonly Use[]; names?: ReadonlyMap<string, string> }) {
  if (use.length === 0) return null;
  const several = names !== undefined && names.size > 1;
  return (
    <Table
      head={[env.t('Limit'), ...(several ? [env.t('Account')] : []), env.t('Host'), env.t('Used'), env.t('Most today'), env.t('Starts anew')]}
      rows={use.map(({ quota, account, host, count, peak, until }) => [
        env.t(quota.title),
        ...(several ? [names.get(account) ?? account] : []),
        host === '' ? '–' : host,
        <>
          <meter min={0} max={quota.limit} high={quota.limit * 0.8} value={count} aria-label={env.t(quota.title)}>
            {count}
          </meter>{' '}
          <span class="nowrap">
            {count} / {quota.limit}
          </span>
        </>,
        peak === undefined ? '–' : String(peak),
        <Instant env={env} at={until} />,
      ])}
    />
  );
}
