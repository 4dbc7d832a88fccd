import type {} from './schema.ts';

/** How the workspace presents itself; the settings page of `base` edits it. */
export type Workspace = {
  name: string;
  timeZone: string;
  language: string;
  /** Address of the logo, or null. */
  logo: string | null;
  /** OKLCH hue-independent hex such as `#3355cc`. */
  accent: string;
  fromName: string;
  fromEmail: string;
  replyTo: string | null;
  mailFooter: string;
};

export type PublicPerson = { id: string; name: string; email: string; timeZone: string; language: string; hour12: boolean; active: boolean; photo: string | null };

export type BaseService = {
  workspace(input: Record<string, never>): Promise<Workspace>;
  /** Names, zones and languages of people, whoever asks; in the order of `ids`, unknown ones left out. Never for a public page as it is. */
  people(input: { ids: readonly string[] }): Promise<PublicPerson[]>;
  /** People of these groups (implied ones too) who are active. */
  peopleInGroup(input: { group: string }): Promise<PublicPerson[]>;
};

declare module '#core' {
  interface Services {
    base: BaseService;
  }
}

