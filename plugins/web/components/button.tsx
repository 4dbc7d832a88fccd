import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';

type Look = {
  /** One `primary` per page. */
  variant?: 'primary' | 'normal' | 'danger' | 'quiet';
  size?: 'normal' | 'small' | 'large';
  icon?: string;
  /** Only the icon is seen; `label` is then needed. */
  label?: string;
  /** Fills the row (phones, sign-in). */
  wide?: boolean;
  class?: string;
  children?: Child;
};

const classes = ({ variant = 'normal', size = 'normal', wide, icon, children, class: extra }: Look): string =>
  ['btn', variant !== 'normal' && `btn-${variant}`, size !== 'normal' && `btn-${size}`, wide && 'btn-wide', icon && !children && 'btn-icon', extra].filter(Boolean).join(' ');

const inside = ({ icon, label, children }: Look) => (
  <>
    {icon && <Icon name={icon} {...(children ? {} : { label: label ?? '' })} />}
    {children && <span>{children}</span>}
  </>
);

export type ButtonProps = Look & {
  type?: 'submit' | 'button' | 'reset';
  name?: string;
  value?: string;
  /** Id of the form it sends, where it stands outside of it. */
  form?: string;
  formaction?: string;
  disabled?: boolean;
  title?: string;
  /** Puts this text on the clipboard. */
  copy?: string;
  /** Asked in a dialog before the form is sent; without scripts the server asks. */
  confirm?: string;
};

export function Button(props: ButtonProps) {
  const { type = 'submit', name, value, form, formaction, disabled, title, copy, confirm } = props;
  return (
    <button
      type={copy === undefined ? type : 'button'}
      class={classes(props)}
      name={name}
      value={value}
      form={form}
      formaction={formaction}
      disabled={disabled}
      title={title ?? (props.children ? undefined : props.label)}
      data-copy={copy}
      data-confirm={confirm}
    >
      {inside(props)}
    </button>
  );
}

export type LinkButtonProps = Look & {
  href: string;
  rel?: string;
  target?: '_blank';
  download?: boolean;
  title?: string;
  /** The question with its consequence: with scripts it is asked on the spot and the address is then sent as POST; without them the link opens the page that asks. */
  confirm?: string;
};

/** Looks like a button, is a link: for going somewhere. */
export function LinkButton(props: LinkButtonProps) {
  const { href, rel, target, download, title, confirm } = props;
  return (
    <a class={classes(props)} href={href} rel={rel ?? (target ? 'noopener' : undefined)} target={target} download={download} title={title} data-confirm={confirm} data-confirm-label={confirm === undefined ? undefined : props.label} data-danger={props.variant === 'danger' ? '' : undefined}>
      {inside(props)}
    </a>
  );
}
