import type { Env, HealthFinding } from '#core';
import { chooseServers } from './choose-servers.ts';
import { classifyFailure } from './classify-failure.ts';
import { settings } from './settings.ts';

/** Connects to every server that would be used, and counts what has been waiting for long. */
export async function checkMail(env: Env<'mail'>): Promise<HealthFinding[]> {
  const findings: HealthFinding[] = [];
  const outlets = await chooseServers(env, await env.settings(settings));
  if (outlets.length === 0)
    findings.push({
      ok: false,
      message: 'There is no outgoing mail server that can be used.',
      fix: 'Add one under Outgoing mail servers, or set ATRIUM_SMTP_URL.',
    });
  for (const { name, transport } of outlets) {
    try {
      await transport.verify();
      findings.push({ ok: true, message: `Mail server “${name}” answers` });
    } catch (error) {
      findings.push({
        ok: false,
        message: `Mail server “${name}”: ${classifyFailure(error).problem}`,
        fix: 'Check its address, port and password, then send a test mail.',
      });
    }
  }
  for (const { name, parkedReason } of await env.model('mail.server').find({ active: true, parkedReason: { ne: null } })) {
    findings.push({
      ok: false,
      message: `Mail server “${name}” is not used: ${parkedReason ?? ''}`,
      fix: 'Correct its user name and password and send a test mail.',
    });
  }
  const late = await env.model('mail.message').count({ state: 'queued', createdAt: { lt: new Date(env.now().getTime() - 15 * 60_000) } });
  if (late > 0)
    findings.push({ ok: false, message: `${late} mails have been waiting for more than 15 minutes.`, fix: 'Look at the mails list for the reason.' });
  return findings;
}
