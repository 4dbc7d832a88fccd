import type {} from './schema.ts';

export type ActivityDraft = {
  person: string;
  kind: string;
  summary: string;
  note?: string;
  /** `YYYY-MM-DD` in the person's own zone. */
  due: string;
  startsAt?: Date;
  endsAt?: Date;
  link?: string;
};

export type ActivitiesService = {
  /** Replaces all activities of these kinds on the record, or `person`'s alone; two statements however many. Joins the caller's transaction. */
  replace(input: { model: string; record: string; kinds: readonly string[]; activities: readonly ActivityDraft[]; person?: string }): Promise<void>;
  /** The same for many records of a model; two statements however many. */
  replaceMany(input: {
    model: string;
    kinds: readonly string[];
    records: readonly { record: string; activities: readonly ActivityDraft[] }[];
    person?: string;
  }): Promise<void>;
  /** All of them, when the record goes. */
  clear(input: { model: string; record: string }): Promise<void>;
  clearMany(input: { model: string; records: readonly string[] }): Promise<void>;
};

declare module '#core' {
  interface Services {
    activities: ActivitiesService;
  }
}
