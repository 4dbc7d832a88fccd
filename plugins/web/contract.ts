/** The design system: every page of every plugin is made of these, and reads what their forms send. Pure components; `env` gives language, zone and menu. */
export type { Brand } from './brand.ts';
export { AddressLines } from './components/address-lines.tsx';
export { Avatar, DescriptionList, EmptyState, Instant, LinkButton, State, StatusBar, Table, words, ZoneTable } from './components/display.tsx';
export { Checkbox, CheckOptions, type Choice, Field, Form, Select, TextArea, TextField, ZoneSelect } from './components/form.tsx';
export { FormActions } from './components/form-actions.tsx';
export { Icon } from './components/icon.tsx';
export { Linked } from './components/linked.tsx';
export { Notice } from './components/notice.tsx';
export { AdminPage, PortalPage } from './components/page.tsx';
export { PasteOrFile, pastedOrFile } from './components/paste-or-file.tsx';
export { saying } from './flash.ts';
export { AskPage } from './form/ask-page.tsx';
export { SeenVersion, seenIn } from './form/seen-version.tsx';
export { isTicked, several, ticked } from './form/ticks.ts';
export { typed } from './form/typed.ts';
export { formulaSafe } from './list/export/formula-safe.ts';
export { writeSheet } from './list/export/write-sheet.ts';
export { BarGraph, LineGraph, type Point } from './views/graph-svg.tsx';
