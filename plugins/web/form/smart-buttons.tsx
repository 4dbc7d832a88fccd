import type { AnyDomain, Env, SmartButton } from '#core';
import { Icon } from '../components/icon.tsx';
import { keyOf, readable } from './record-list.tsx';

/** Where a smart button leads: the records that it counted. */
const address = (parent: { model: string; id: string }, button: SmartButton): string =>
  button.link?.(parent.id) ?? `/app/${parent.model}/${parent.id}/related/${keyOf({ ...button, title: button.label, columns: [] })}`;

/** Counts with a way to what was counted: one statement each, under the viewer's access. What the viewer may not read is not there. */
export async function SmartButtons({ env, buttons, parent }: { env: Env; buttons: readonly SmartButton[]; parent: { model: string; id: string } }) {
  const shown = buttons.filter(
    (button) => readable(env, { ...button, title: '', columns: [] }) && (button.groups === undefined || button.groups.some((group) => env.inGroup(group))),
  );
  if (shown.length === 0) return null;
  const counts = await Promise.all(
    shown.map(({ model, field, domain }) => {
      const counted: AnyDomain = { $and: [{ [field]: parent.id }, domain ?? true] };
      return env.model(model as never).count(counted as never);
    }),
  );
  return (
    <ul class="smart">
      {shown.map((button, index) => (
        <li>
          <a href={address(parent, button)}>
            <Icon name={button.icon} large />
            <span>
              <strong>{(counts[index] ?? 0).toLocaleString(env.preferences.language)}</strong> {env.t(button.label)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
