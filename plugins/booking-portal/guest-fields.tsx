import type { Env } from '#core';
import { Select, TextArea, TextField } from '../web/contract.ts';
import type { Link } from './open-times.ts';
import { fieldOf, type Question } from './questions.ts';

type Props = {
  env: Env;
  link: Link;
  /** As typed so far, by the field's name. */
  values: Readonly<Record<string, string>>;
  fault(name: string): string | undefined;
};

/** A box to tick. Nothing stands behind it: one that is not ticked is not sent. */
function Tick({ label, name, checked, required, error }: { label: string; name: string; checked: boolean; required: boolean; error: string | undefined }) {
  return (
    <div class={error ? 'field check wrong' : 'field check'}>
      <label>
        <input
          type="checkbox"
          id={name}
          name={name}
          value="true"
          checked={checked}
          required={required}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={error ? `${name}-fault` : undefined}
        />{' '}
        <span>
          {label}
          {required ? (
            <span class="need" aria-hidden="true">
              {' '}
              *
            </span>
          ) : null}
        </span>
      </label>
      {error ? (
        <p class="fault" id={`${name}-fault`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

function Asked({ env, question, values, fault }: Omit<Props, 'link'> & { question: Question }) {
  const name = fieldOf(question);
  const { label, required } = question;
  const common = { label, name, required, error: fault(name), value: values[name] };
  if (question.kind === 'longText') return <TextArea {...common} rows={3} />;
  if (question.kind === 'checkbox') return <Tick label={label} name={name} checked={values[name] === 'true'} required={required} error={fault(name)} />;
  if (question.kind === 'choice') {
    return <Select {...common} choices={question.choices.map((choice) => ({ value: choice, label: choice }))} empty={env.t('Please choose')} />;
  }
  if (question.kind === 'phone') return <TextField {...common} type="tel" autocomplete="tel" maxlength={40} />;
  return <TextField {...common} type={question.kind === 'number' ? 'number' : 'text'} maxlength={300} />;
}

/** What a guest tells of themselves: name, address, who comes along, the link's own questions, consent. */
export function GuestFields({ env, link, values, fault }: Props) {
  return (
    <>
      <TextField label={env.t('Your name')} name="name" value={values.name ?? ''} error={fault('name')} autocomplete="name" maxlength={120} required />
      <TextField
        label={env.t('Your e-mail address')}
        name="email"
        type="email"
        value={values.email ?? ''}
        error={fault('email')}
        help={env.t('The invitation goes there.')}
        autocomplete="email"
        required
      />
      {link.chosen?.kind === 'phone-guest' ? (
        <TextField
          label={env.t('Your phone number')}
          name="phone"
          type="tel"
          value={values.phone ?? ''}
          error={fault('phone')}
          help={env.t('We call you there.')}
          autocomplete="tel"
          maxlength={40}
          required
        />
      ) : null}
      {link.questions.map((question) => (
        <Asked env={env} question={question} values={values} fault={fault} />
      ))}
      {link.guestsAllowed > 0 ? (
        <TextArea
          label={env.t('Who comes along?')}
          name="others"
          value={values.others}
          error={fault('others')}
          help={env.t('Up to {count} e-mail addresses, one per line. Each gets an invitation.', { count: link.guestsAllowed })}
          rows={2}
        />
      ) : null}
      <TextArea label={env.t('Anything the host should know?')} name="note" value={values.note} error={fault('note')} rows={3} />
      {link.consent ? <Tick label={link.consent} name="consent" checked={values.consent === 'true'} required error={fault('consent')} /> : null}
      <div class="visually-hidden" aria-hidden="true">
        <label for="website">Website</label>
        <input id="website" name="website" tabindex={-1} autocomplete="off" />
      </div>
    </>
  );
}
