import type { Env } from '../env.ts';
import type { AtriumError } from '../errors.ts';
import type { AnyDomain, Domain } from '../model/domain.ts';
import type { FieldsOf, ModelName, PluginName, RowBase } from '../model/schema.ts';

// `M` is the model's name and `K` its fields: plain strings in a generation, the plugin's own where `defineViews` checks a declaration.

type DomainOf<K extends string> = string extends K ? AnyDomain : Domain<K>;

/** Something that a person can do to a record from its page or its list; asks first where `confirm` is set. */
export type RecordAction<K extends string = string> = {
  /** In the address: `confirm`. */
  name: string;
  label: string;
  icon?: string;
  style?: 'primary' | 'normal' | 'danger';
  /** The question with its consequence in words. */
  confirm?: string;
  /** With the question for one record: a sentence more, where the record gives cause. In the reader's language. */
  note?(env: Env<never>, id: string): Promise<string | undefined>;
  /** Shown only where the record matches. */
  visible?: DomainOf<K>;
  /** Asked besides `visible` where the record alone cannot tell: other records decide. Of the page alone; whoever runs it is told by the action itself. */
  offered?(env: Env<never>, id: string): Promise<boolean>;
  /** Shown only to these groups. */
  groups?: readonly string[];
  /** Offered only to who may do this to the record, by table and rules; all others are told `refusal` at the door. A right only for the page: `run` asks for itself. */
  needs?: 'update' | 'delete';
  /** What is said to who lacks that right; a general sentence unless given. */
  refusal?: string;
  /** Also for many records at once, from the list; there it always asks first. */
  bulk?: boolean;
  /** A small form that is asked first (`reason`). */
  ask?: readonly { name: string; label: string; kind: 'text' | 'longText' | 'instant'; required?: boolean }[];
  /** Instead of doing something: where the button leads. */
  link?(id: string): string;
  /**
   * @param seen the record's `version` that the person had before them; undefined where the model counts none, or nobody looked at a page
   * @returns where to go, what to say there, and where a form is posted that takes it back
   */
  run?(
    env: Env<never>,
    id: string,
    answers: Record<string, string>,
    seen?: number,
  ): Promise<{ to?: string; message?: string; undo?: string } | undefined | void>;
  /**
   * What stands in the way where `run` is refused, and how to go on: a piece of a page beneath the sentence of the refusal, or beneath `said` in its place. Null where that
   * sentence says it all.
   */
  refused?(env: Env<never>, id: string, error: AtriumError): Promise<{ said?: string; piece: unknown } | null>;
  /** For many at once, instead of `run` for each: as many statements for a thousand as for one. @returns those that stayed as they were, and why, in the reader's words */
  runMany?(env: Env<never>, ids: readonly string[], answers: Record<string, string>): Promise<{ refused: readonly { id: string; reason: string }[] }>;
  /** Shown with the question before many are done: what it will mean. Ids of records that the reader sees; a piece of a page. */
  preview?(env: Env<never>, ids: readonly string[]): Promise<unknown>;
};

export type ListView<M extends string = string, K extends string = string> = {
  kind: 'list';
  model: M;
  title?: string;
  help?: string;
  columns: readonly K[];
  /** Named domains, shown as chips; the first `default: true` ones are on at first. */
  filters?: readonly ListFilter<K>[];
  /** Text fields that the search box looks in. */
  search?: readonly K[];
  order?: readonly `${'' | '-'}${K}`[];
  empty?: string;
  /** No "New" button. */
  noCreate?: boolean;
  /** Where "New" leads; the generated form unless given. */
  createLink?: string;
};

export type ListFilter<K extends string = string> = { name: string; label: string; domain: DomainOf<K>; default?: boolean };

/** A field on a form: by its name, or with conditions that are looked at on the record, by the server when it saves and by the page while somebody types. */
export type FormField<K extends string = string> =
  | K
  | {
      name: K;
      /** Instead of the field's own. */
      help?: string;
      /** Shown where the record matches; what is not shown cannot be written either. */
      visible?: DomainOf<K>;
      readonly?: DomainOf<K>;
      required?: DomainOf<K>;
      /** A button beside the value puts it on the clipboard. */
      copy?: boolean;
      /**
       * For a `many` field whose records only join two others: the reference to the other side. Then the form shows and chooses those, and makes and deletes what joins
       * them, under the viewer's access.
       */
      through?: string;
      /** Of a text, or of a choice whose values say too little: what may be chosen, with its words; what stands there already is kept. Runs as the plugin that brought the form, for whoever looks. */
      choices?(env: Env<never>): readonly { value: string; label: string }[];
      /** Takes both columns. */
      wide?: boolean;
    };

/** Records of another model that point at this one: a table beneath the form, page by page, with add, open and remove as far as the viewer may. */
export type RelatedList<R extends string = string, K extends string = string> = {
  title: string;
  model: R;
  /** The reference of that model that points back here. */
  field: K;
  columns: readonly K[];
  domain?: DomainOf<K>;
  order?: readonly `${'' | '-'}${K}`[];
  empty?: string;
  noAdd?: boolean;
  noRemove?: boolean;
};

export type FormSection<K extends string = string> = {
  title?: string;
  help?: string;
  fields: readonly FormField<K>[];
  /** Closed at first where somebody writes, for what most leave as it is; open where something in it is wrong. Needs a title. */
  folded?: boolean;
  visible?: DomainOf<K>;
  groups?: readonly string[];
};

/** A page of the form beside the first one (`?tab=<name>`). */
export type FormTab<K extends string = string, R = RelatedList> = {
  /** In the address. */
  name: string;
  title: string;
  sections?: readonly FormSection<K>[];
  related?: readonly R[];
  panels?: readonly Panel[];
  visible?: DomainOf<K>;
  groups?: readonly string[];
};

/** JSX beneath the sections. Receives the record as read. */
export type Panel = (env: Env<never>, record: Record<string, unknown> & { id: string }) => Promise<unknown>;

/** A count with a way to what was counted: "Meetings 12". Counted with one query, under the viewer's access; not shown where they may not read the model. */
export type SmartButton<R extends string = string, K extends string = string> = {
  name: string;
  label: string;
  icon: string;
  model: R;
  /** The reference of that model that points back here. */
  field: K;
  domain?: DomainOf<K>;
  /** Where it leads; the model's list narrowed to this record unless given. */
  link?(id: string): string;
  groups?: readonly string[];
};

type FormPieces<K extends string, R, S> = {
  actions?: readonly RecordAction<K>[];
  tabs?: readonly FormTab<K, R>[];
  smartButtons?: readonly S[];
  related?: readonly R[];
  /** Above the sections: what is wanted of the record first. */
  lead?: readonly Panel[];
  panels?: readonly Panel[];
};

export type FormView<M extends string = string, K extends string = string, R = RelatedList, S = SmartButton> = FormPieces<K, R, S> & {
  kind: 'form';
  model: M;
  /** The choice field whose values make the status bar. */
  status?: K;
  sections: readonly FormSection<K>[];
  noCreate?: boolean;
  noEdit?: boolean;
  noDelete?: boolean;
  /** Of a model with an archive: others need the record already, so that its page offers to archive it and not to delete it. */
  used?(env: Env<never>, id: string): Promise<boolean>;
  noDuplicate?: boolean;
  /** Instead of a plain create / update: runs the plugin's own action. */
  save?: (env: Env<never>, id: string | undefined, values: Record<string, unknown>) => Promise<string>;
};

/** Adds to the form that another plugin declares for its model. Where that plugin declares none, nothing happens. */
export type FormExtension<M extends string = string, K extends string = string, R = RelatedList, S = SmartButton> = FormPieces<K, R, S> & {
  kind: 'form-extension';
  model: M;
  sections?: readonly FormSection<K>[];
  /** Title of the section behind which the sections stand; behind the last one unless given, or where there is no such section. */
  after?: string;
};

/** Adds to the list that another plugin declares for its model. */
export type ListExtension<M extends string = string, K extends string = string> = {
  kind: 'list-extension';
  model: M;
  columns?: readonly K[];
  /** The column behind which the columns stand; behind the last one unless given. */
  after?: string;
  filters?: readonly ListFilter<K>[];
  search?: readonly K[];
};

/** Records as cards, in columns by a choice or a reference where `groupBy` is given. */
export type CardsView<M extends string = string, K extends string = string> = {
  kind: 'cards';
  model: M;
  /** Shown beneath the title. */
  fields: readonly K[];
  groupBy?: K;
  /** A card may be put into another column: writes `groupBy`, under the viewer's access. */
  move?: boolean;
};

/** Records on a calendar: month, week, and a plain agenda for narrow screens. In the viewer's zone. */
export type CalendarView<M extends string = string, K extends string = string> = {
  kind: 'calendar';
  model: M;
  /** An instant or a date. */
  start: K;
  end?: K;
  /** Second line of an entry. */
  detail?: K;
  /** A choice or a reference: each value has its colour, named in the legend. */
  colour?: K;
};

/** What is counted: the records, or a number field added up or averaged. */
export type Measure<K extends string = string> = 'count' | { sum: K } | { average: K };

/** By a field's values; instants and dates by a stretch of the calendar in the viewer's zone. */
export type GroupKey<K extends string = string> = K | { field: K; by: 'day' | 'week' | 'month' | 'quarter' | 'year' };

export type GraphView<M extends string = string, K extends string = string> = {
  kind: 'graph';
  model: M;
  type?: 'bar' | 'line' | 'pie';
  groupBy: GroupKey<K>;
  /** Others that the viewer may choose. */
  choices?: readonly GroupKey<K>[];
  measure?: Measure<K>;
  measures?: readonly Measure<K>[];
};

export type PivotView<M extends string = string, K extends string = string> = {
  kind: 'pivot';
  model: M;
  rows: GroupKey<K>;
  columns: GroupKey<K>;
  choices?: readonly GroupKey<K>[];
  measure?: Measure<K>;
  measures?: readonly Measure<K>[];
};

export type View<M extends string = string, K extends string = string, R = RelatedList, S = SmartButton> =
  | ListView<M, K>
  | FormView<M, K, R, S>
  | CardsView<M, K>
  | CalendarView<M, K>
  | GraphView<M, K>
  | PivotView<M, K>
  | FormExtension<M, K, R, S>
  | ListExtension<M, K>;

/** Views as a page gets them: extensions already merged in. */
export type MergedView = Exclude<View, FormExtension | ListExtension>;

type FieldName<P, M> = (keyof FieldsOf<P, M> | keyof RowBase) & string;
type RelatedOf<P extends PluginName> = { [M in ModelName<P>]: RelatedList<M, FieldName<P, M>> }[ModelName<P>];
type SmartOf<P extends PluginName> = { [M in ModelName<P>]: SmartButton<M, FieldName<P, M>> }[ModelName<P>];

/** What plugin `P` may declare: models and fields of its own and of the plugins it depends on. */
export type ViewOf<P extends PluginName> = { [M in ModelName<P>]: View<M, FieldName<P, M>, RelatedOf<P>, SmartOf<P>> }[ModelName<P>];

/** Views whose models and fields are checked by the compiler: `defineViews<'calendar'>([…])`. What they name is checked again when a generation is built. */
export function defineViews<P extends PluginName>(views: readonly ViewOf<P>[]): readonly View[] {
  return views as unknown as readonly View[];
}

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
  /** Part of the menu it stands in: `main` unless said. The others can be folded. */
  section?: 'main' | 'configuration' | 'people' | 'platform' | 'developers';
};
