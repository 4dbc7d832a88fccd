/** A history: what clients did, what they were told, and what stands at the end. */

/** A time to meet, by number: an hour each, eight a day from a Tuesday on. */
export type Slot = number;

type Made = { readonly id: number; readonly client: number };

export type Creation =
  /** A guest takes a time over a booking link; `approval`: the host has to confirm. */
  | (Made & { readonly kind: 'book'; readonly link: number; readonly approval: boolean; readonly slot: Slot })
  /** Somebody inside drafts a meeting. */
  | (Made & { readonly kind: 'plan'; readonly host: number; readonly room: number; readonly slot: Slot; readonly with: number | null })
  /** The same as a series, every day. */
  | (Made & { readonly kind: 'plan-series'; readonly host: number; readonly room: number; readonly slot: Slot; readonly days: number });

/** A change of what step `of` made. Clients below `guests` change it over the guest's own link, others as managers. */
export type Change =
  | (Made & { readonly kind: 'confirm' | 'cancel'; readonly of: number })
  | (Made & { readonly kind: 'move'; readonly of: number; readonly slot: Slot });

export type Step = Creation | Change;

export const isCreation = (step: Step): step is Creation => step.kind === 'book' || step.kind === 'plan' || step.kind === 'plan-series';

/** `at`: when so many parts (0 to 1) of the steps were begun. */
export type Fault = { readonly at: number } & (
  | { readonly kind: 'kill-process'; readonly process: number }
  | { readonly kind: 'restart-database' }
  /** Open lines end; with `bytes`, each line ends after so many more bytes: from the client in the midst of a request, from the server before the answer is whole. */
  | { readonly kind: 'cut'; readonly line: 'database' | 'front'; readonly process: number; readonly side: 'client' | 'server'; readonly bytes: number | null }
);

export type Plan = { readonly steps: readonly Step[]; readonly faults: readonly Fault[] };

/** `unknown`: nobody can tell whether it was done. `skipped`: it was never sent, for lack of what it is about. */
export type Outcome = { readonly kind: 'done' | 'refused' | 'unknown' | 'skipped'; readonly said?: string };

/** One step as its client saw it; `began` and `ended` are places in one order of all that happened. */
export type Deed = { readonly step: Step; readonly began: number; readonly ended: number; readonly outcome: Outcome };

export type Event = 'requested' | 'confirmed' | 'changed' | 'cancelled';

/** What stands at the end, read at one moment. `step` is the creation's id. Times are slots: `slot` of a meeting, an hour long. */
export type Standing = {
  readonly meetings: readonly {
    readonly id: string;
    readonly step: number;
    readonly state: 'draft' | 'confirmed' | 'cancelled' | 'done';
    readonly slot: Slot;
    readonly sequence: number;
    /** Whether it should hold its time: confirmed, or a guest's request. */
    readonly live: boolean;
    /** Host, rooms, those who must be there. */
    readonly needs: readonly string[];
  }[];
  readonly claims: readonly { readonly meeting: string; readonly resource: string; readonly slot: Slot }[];
  /** Rows that were ever written to the outbox for the mailer. */
  readonly outbox: readonly { readonly step: number; readonly event: Event }[];
  /** To the guest whom each creation invites; `method` and `sequence` of the calendar object. */
  readonly mails: readonly { readonly step: number; readonly method: string; readonly sequence: number; readonly sent: boolean }[];
  /** Jobs that are left: waiting, running, dead. */
  readonly jobs: number;
};

/** Where a history takes place. */
export type Hall = {
  send(step: Step): Promise<Outcome>;
  /** Resolves when it is over. */
  fault(fault: Fault): Promise<void>;
  /** Waits until nothing is under way any more. */
  settle(): Promise<Standing>;
};

export type History = { readonly deeds: readonly Deed[]; readonly standing: Standing };
