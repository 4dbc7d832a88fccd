/** The only door to the platform: plugins import from here and from the contracts of the plugins they depend on. */

export type { AccessDesk, EffectiveAccess, ModelAccess } from './access/access-desk.ts';
export type { OwnGroup } from './access/customizations.ts';
export { domainFromJson } from './access/domain-json.ts';
export type { ExplainedField, ExplainedRule, Explanation } from './access/explain.ts';
export type { KeyScope } from './access/key-scope.ts';
export type { AdminRuleValues, FieldHideValues, ListedHide, ListedRule } from './access/own-rules.ts';
export type { Operation } from './access/policy.ts';
export type { SudoUse } from './access/sudo-log.ts';
export type { Catalog, CatalogModel, Contracts, Env, HealthLine, KeyContract, Preferences, RequestInfo, Services, SessionContract } from './env.ts';
export { AtriumError, type CoreErrorCode, coreErrors, defineErrors, type ErrorEntry, fail, type Issue } from './errors.ts';
export { defineEvent, type EventType, on } from './events/event.ts';
export type { ActionTimes, Figures, Sizes, Times } from './figures/figures.ts';
export { bytes, html, type Incoming, json, type RateLimit, type Reply, type Route, redirect, route, text } from './http/route.ts';
export type { Messages } from './i18n/message.ts';
export { negotiateLanguage } from './i18n/negotiate-language.ts';
export type { ActionOverview, ActionRun } from './jobs/action-overview.ts';
export { describeExpression } from './jobs/describe-expression.ts';
export { type ActionResult, defineAction, defineJob, GiveUp, type JobContext, type JobType, RetryLater } from './jobs/job.ts';
export type { QueueLane } from './jobs/queue-overview.ts';
export { retryPause } from './jobs/retry-pause.ts';
export type { Logger } from './log.ts';
export { type AnyDomain, type Condition, type Domain, me, portalRecord } from './model/domain.ts';
export { type Field, f, type InUse, type TimeRange } from './model/field.ts';
export type { PageMark } from './model/keyset.ts';
export type { DomainFor, Repository } from './model/repository-type.ts';
export { type Create, defineSchema, model, type Plugins, type Row, type Update } from './model/schema.ts';
export { type HttpClient, type HttpResponse, OutboundError } from './outbound/client-type.ts';
export {
  type AccessTable,
  type Command,
  definePlugin,
  type GroupDefinition,
  type HealthFinding,
  type Manifest,
  type PersonalData,
  type RecordRule,
  type ServiceImplementation,
} from './plugin/define-plugin.ts';
export type {
  ApplyOptions,
  ApplyResult,
  Change,
  HistoryEntry,
  Leftover,
  Plan,
  PlanObject,
  PlanStep,
  Platform,
  PluginInfo,
  PluginState,
  ProcessInfo,
} from './plugin/platform.ts';
export {
  type CalendarView,
  type CardsView,
  defineViews,
  type FormField,
  type FormSection,
  type FormView,
  type GraphView,
  type GroupKey,
  type ListView,
  type Measure,
  type MenuEntry,
  type MergedView,
  type PivotView,
  type RecordAction,
  type RelatedList,
  type SmartButton,
  type View,
} from './plugin/view.ts';
export { anonymous, type Principal, pluginPrincipal, portalPrincipal } from './principal.ts';
export type { AccessToken, AccessTokenKey, FetchedToken } from './secrets/access-tokens.ts';
export { type JwtClaims, signJwt } from './secrets/sign-jwt.ts';
export {
  defineSettings,
  type SettingState,
  type SettingsTest,
  type SettingsTestResult,
  type SettingsType,
  type SettingsValue,
} from './settings/settings.ts';
export { environmentName } from './settings/store.ts';
export { email } from './text/email.ts';
export { headerSafe } from './text/header-safe.ts';
export { shorten } from './text/shorten.ts';
/** `textInput`: the zod builder `text`; the bare name belongs to the reply. */
export { longText, slug, text as textInput } from './text/text.ts';
export { addDays, civilOfDay, dayNumber, daysBetween, isCivilDate, weekdayOf, weekdayOfDay } from './time/civil.ts';
export {
  type DateStyle,
  formatCivilDate,
  formatDate,
  formatDateTime,
  formatRange,
  formatTime,
  formatWeekday,
  formatZoneName,
  type Reader,
  zoneAbbreviation,
} from './time/format.ts';
export { isoWriter } from './time/iso-writer.ts';
export { luxonDateTime } from './time/luxon-date-time.ts';
export { offsetLabel, offsetMinutes } from './time/offset.ts';
export { vtimezone } from './time/vtimezone.ts';
export { civilDateOf, dayNumberAt, endOfDay, epochOfWall, type Gap, instantOf, startOfDay, type WallOptions, wallOf } from './time/wall.ts';
export { isZone, listZones, zone } from './time/zone.ts';
