import type { Env } from '../env.ts';
import type { AnyDomain } from '../model/domain.ts';

/** Something that a person can do to a record from its page or its list; asks first where `confirm` is set. */
export type RecordAction = {
  /** In the address: `confirm`. */
  name: string;
  label: string;
  icon?: string;
  style?: 'primary' | 'normal' | 'danger';
  /** The question with its consequence in words. */
  confirm?: string;
  /** Shown only where the record matches. */
  visible?: AnyDomain;
  /** Shown only to these groups. */
  groups?: readonly string[];
  /** A small form that is asked first (`reason`). */
  ask?: readonly { name: string; label: string; kind: 'text' | 'longText' | 'instant'; required?: boolean }[];
  /** Instead of doing something: where the button leads. */
  link?(id: string): string;
  /** @returns where to go, and what to say there. */
  run?(env: Env<never>, id: string, answers: Record<string, string>): Promise<{ to?: string; message?: string } | undefined | void>;
};

export type ListView = {
  kind: 'list';
  model: string;
  title?: string;
  help?: string;
  columns: readonly string[];
  /** Named domains, shown as chips; the first `default: true` ones are on at first. */
  filters?: readonly { name: string; label: string; domain: AnyDomain; default?: boolean }[];
  /** Text fields that the search box looks in. */
  search?: readonly string[];
  order?: readonly string[];
  empty?: string;
  /** No "New" button. */
  noCreate?: boolean;
  /** Where "New" leads; the generated form unless given. */
  createLink?: string;
};

export type FormView = {
  kind: 'form';
  model: string;
  /** The choice field whose values make the status bar. */
  status?: string;
  sections: readonly { title?: string; fields: readonly string[] }[];
  actions?: readonly RecordAction[];
  /** JSX beneath the sections: related lists, zone tables. Receives the record as read. */
  panels?: readonly ((env: Env<never>, record: Record<string, unknown> & { id: string }) => Promise<unknown>)[];
  noCreate?: boolean;
  noEdit?: boolean;
  noDelete?: boolean;
  /** Instead of a plain create / update: runs the plugin's own action. */
  save?: (env: Env<never>, id: string | undefined, values: Record<string, unknown>) => Promise<string>;
};

export type View = ListView | FormView;

export type MenuEntry = {
  /** Dotted, for order and nesting of sections. */
  id: string;
  label: string;
  /** A lucide icon's name. */
  icon?: string;
  href: string;
  /** Smaller first. */
  order: number;
  groups?: readonly string[];
  section?: 'main' | 'configuration';
};
