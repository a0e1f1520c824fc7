/** The delivery inspector's page. */
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { html, nothing, render, type TemplateResult } from 'lit';
import './delivery.css';
import type {
  BodyAbout,
  BodyTab,
  Copyable,
  DeliveryView,
  Fact,
  Found,
  FromDeliveryPage,
  OpenedBody,
  PlaceAmongOthers,
  Rows,
  ToDeliveryPage,
} from '../messages/delivery';
import { BodyView, nameOf } from './bodyView';
import { listen, send, t } from './host';

type Tab = BodyTab | 'headers';
type Question = FromDeliveryPage extends infer Each ? (Each extends unknown ? Omit<Each, 'delivery'> : never) : never;

let delivery: DeliveryView | undefined;
let place: PlaceAmongOthers = { position: 0, count: 0 };
let about: BodyAbout | undefined;
let tab: Tab = 'tree';
/** The tab chosen by the person, used for later deliveries that have it too. */
let chosen: Tab | undefined;
let found: Found | undefined;
let trouble = '';
/** True for a delivery that was cleared while it is shown: there is nothing left to act on. */
let isGone = false;
/** In a small page the facts and most of the actions are folded until the person opens them. */
const small = window.matchMedia('(max-width: 480px), (max-height: 480px)');
let withFacts = false;
let withActions = false;
let withProblems = false;
small.addEventListener('change', () => draw());

const ask = <Answer>(question: Question): Promise<Answer> =>
  send({ ...question, delivery: delivery?.id ?? '' } as FromDeliveryPage) as Promise<Answer>;

const body = new BodyView({
  rows: (of, from, count) => ask<Rows>({ type: 'rows', tab: of, from, count }),
  toggle: (pointer) => ask({ type: 'toggle', pointer }),
  reveal: (pointer) => ask({ type: 'reveal', pointer }),
  find: (of, query, step) => ask<Found>({ type: 'find', tab: of, query, step }),
  copy: (what, pointer) => void copy(what, pointer),
  menuContext: (pointer) =>
    JSON.stringify({
      webviewSection: 'payload',
      preventDefaultContextMenuItems: true,
      ask: true,
      id: delivery?.registrationId,
      deliveryId: delivery?.id,
      pointer,
    }),
});

listen<ToDeliveryPage>((message) => {
  switch (message.type) {
    case 'show':
      void show(message.delivery, message.place, message.opened);
      break;
    case 'update':
      void update(message.delivery);
      break;
    case 'place':
      place = message.place;
      draw();
      break;
    case 'gone':
      trouble = message.message;
      isGone = true;
      draw();
  }
});

async function show(next: DeliveryView, at: PlaceAmongOthers, opened: OpenedBody | undefined): Promise<void> {
  delivery = next;
  place = at;
  about = opened?.about;
  found = undefined;
  trouble = '';
  isGone = false;
  if (!about) {
    body.clear();
    draw();
    await readBody(next);
    if (delivery !== next || !about) return;
  }
  const tabs: Tab[] = [...about.tabs, 'headers'];
  tab = chosen && tabs.includes(chosen) ? chosen : tabs[0]!;
  draw();
  attach(opened);
}

async function readBody(of: DeliveryView): Promise<void> {
  try {
    const read = await ask<BodyAbout>({ type: 'body' });
    if (delivery?.id === of.id) about = read;
  } catch (error) {
    trouble = (error as Error).message;
    draw();
  }
}

async function update(next: DeliveryView): Promise<void> {
  delivery = next;
  await readBody(next);
  draw();
  if (tab !== 'headers') body.refresh(about?.totals[tab] ?? 0);
}

function attach(opened?: OpenedBody): void {
  const rows = document.querySelector<HTMLElement>('#rows');
  if (rows && about && tab !== 'headers') body.attach(rows, tab, about, opened);
}

function choose(next: Tab): void {
  tab = next;
  chosen = next;
  void ask({ type: 'tab', tab: next }).catch(() => {});
  found = undefined;
  draw();
  attach();
}

async function find(query: string, step: 0 | 1 | -1): Promise<void> {
  if (tab === 'headers') choose(about?.tabs[0] ?? 'headers');
  found = await body.find(query, step);
  if (query === '') found = undefined;
  draw();
}

async function reveal(pointer: string): Promise<void> {
  if (tab !== 'tree') choose('tree');
  await body.reveal(pointer);
  body.focus();
}

async function act(action: string): Promise<void> {
  try {
    trouble = '';
    await ask({ type: 'act', action });
  } catch (error) {
    trouble = (error as Error).message;
    draw();
  }
}

async function copy(what: Copyable, pointer: string): Promise<void> {
  try {
    trouble = '';
    await ask({ type: 'copy', what, pointer });
  } catch (error) {
    trouble = (error as Error).message;
  }
  draw();
}

const go = (step: 1 | -1) => void ask({ type: 'go', step }).catch(() => {});

document.addEventListener('keydown', (event) => {
  const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
  if (isFind) document.querySelector<HTMLElement>('vscode-textfield')?.focus();
  else if (event.key === 'F3') void find(queryField()?.value ?? '', event.shiftKey ? -1 : 1);
  else if (event.altKey && event.key === 'ArrowDown') go(1);
  else if (event.altKey && event.key === 'ArrowUp') go(-1);
  else return;
  event.preventDefault();
  event.stopPropagation();
});

const queryField = () => document.querySelector<HTMLElement & { value: string }>('vscode-textfield');

function draw(): void {
  render(delivery ? page(delivery) : html`<main class="waiting" aria-busy="true"></main>`, document.body);
}

const page = (shown: DeliveryView) => html`
  <header>
    <div class="heading">
      <span class="verdict-icon codicon codicon-${shown.verdict.icon} ${shown.verdict.mood}" aria-hidden="true"></span>
      <div class="titles">
        <h1>${shown.title}</h1>
        <p>${shown.subtitle}</p>
      </div>
      ${isGone ? nothing : navigation()}
    </div>
    ${isGone ? nothing : actions(shown.actions)}
    ${facts(shown)}
  </header>
  <p class="trouble ${isGone ? 'gone' : ''}" role="alert">${trouble}</p>
  <main class=${shown.problems.length > 0 ? 'with-problems' : ''}>
    ${shown.problems.length > 0 ? problems(shown) : nothing}
    <section class="payload" aria-label=${t('Payload')}>
      ${tabs(shown)}
      ${about?.remark ? html`<p class="remark">${about.remark}</p>` : nothing}
      ${content(shown)}
    </section>
  </main>`;

const navigation = () => html`<nav aria-label=${t('Deliveries')}>
  <vscode-toolbar-button icon="arrow-up" label=${t('Previous delivery')} title=${t('Previous delivery (Alt+Up)')}
    ?inert=${place.position <= 1} class=${place.position <= 1 ? 'off' : ''} @click=${() => go(-1)}></vscode-toolbar-button>
  <span>${t('{0} of {1}', place.position, place.count)}</span>
  <vscode-toolbar-button icon="arrow-down" label=${t('Next delivery')} title=${t('Next delivery (Alt+Down)')}
    ?inert=${place.position >= place.count} class=${place.position >= place.count ? 'off' : ''} @click=${() => go(1)}></vscode-toolbar-button>
</nav>`;

/** Number of actions that a small page shows at first. */
const actionsAtFirst = 1;

function actions(all: DeliveryView['actions']): TemplateResult {
  const folds = small.matches && all.length > actionsAtFirst + 1;
  const toggle = () => {
    withActions = !withActions;
    draw();
  };
  return html`<div class="actions" role="toolbar" aria-label=${t('Actions')}>
    ${(folds && !withActions ? all.slice(0, actionsAtFirst) : all).map(button)}
    ${folds ? foldButton(withActions ? t('Fewer actions') : t('More actions'), withActions, toggle) : nothing}
  </div>`;
}

const button = ({ id, label, icon }: DeliveryView['actions'][number]) =>
  html`<vscode-button secondary icon=${icon} data-action=${id} @click=${() => act(id)}>${label}</vscode-button>`;

const foldButton = (label: string | TemplateResult, isOpen: boolean, toggle: () => void) =>
  html`<button class="fold" aria-expanded=${String(isOpen)} @click=${toggle}><span
    class="codicon codicon-chevron-${isOpen ? 'down' : 'right'}" aria-hidden="true"></span>${label}</button>`;

/** The facts; in a small page folded under those that matter most. */
function facts(shown: DeliveryView): TemplateResult {
  const toggle = () => {
    withFacts = !withFacts;
    draw();
  };
  const isOpen = !small.matches || withFacts;
  return html`
    ${small.matches ? foldButton(withFacts ? t('Fewer details') : shown.summary, withFacts, toggle) : nothing}
    ${isOpen ? html`<dl class="facts">${shown.facts.map(fact)}</dl>` : nothing}`;
}

const fact = ({ label, value, mood, detail }: Fact) => html`<div class="fact">
  <dt>${label}</dt>
  <dd class=${mood === 'neutral' ? '' : 'strong'}>${moodIcon(mood)}${value}${detail ? html`<span class="detail">${detail}</span>` : nothing}</dd>
</div>`;

const moodIcons = { good: 'pass', bad: 'error', warning: 'warning' };

const moodIcon = (mood: Fact['mood']) =>
  mood === 'neutral'
    ? nothing
    : html`<span class="codicon codicon-${moodIcons[mood]} ${mood}" aria-hidden="true"></span>`;

const problems = (shown: DeliveryView) => html`<section class="problems" aria-label=${t('Problems')}>
  <h2>${problemsTitle(shown.problems.length)}</h2>
  ${
    small.matches && !withProblems
      ? nothing
      : html`<ul>${shown.problems.map(({ pointer, message }) => html`<li>${problem(pointer, message)}</li>`)}</ul>`
  }
</section>`;

/** In a small page the list is folded: its places are marked in the payload. */
function problemsTitle(count: number): TemplateResult {
  const title = html`${t('Problems')} <vscode-badge>${count}</vscode-badge>`;
  const toggle = () => {
    withProblems = !withProblems;
    draw();
  };
  return small.matches ? foldButton(title, withProblems, toggle) : title;
}

function problem(pointer: string, message: string): TemplateResult {
  const text = html`${pointer ? html`<code>${pointer}</code>` : nothing}<span>${message}</span>`;
  return about?.tabs.includes('tree')
    ? html`<button class="leads" @click=${() => reveal(pointer)}>${text}</button>`
    : html`<div>${text}</div>`;
}

function tabs(shown: DeliveryView): TemplateResult {
  const all: Tab[] = [...(about?.tabs ?? []), 'headers'];
  const name = (of: Tab) => (of === 'headers' ? t('Headers ({0})', shown.headers.length) : nameOf(of));
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    choose(all[(all.indexOf(tab) + step + all.length) % all.length]!);
    document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  };
  return html`<div class="bar">
    <div class="tabs" role="tablist" aria-label=${t('Views of the payload')} @keydown=${move}>${all.map(
      (of) => html`<button role="tab" id="tab-${of}" aria-controls="content" aria-selected=${String(of === tab)}
        tabindex=${of === tab ? 0 : -1} @click=${() => choose(of)}>${name(of)}</button>`,
    )}</div>
    <span class="about">${[shown.body.contentType, shown.body.size].filter(Boolean).join(' · ')}</span>
    ${about && about.kind !== 'empty' ? search() : nothing}
  </div>`;
}

function search(): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void find(queryField()?.value ?? '', event.shiftKey ? -1 : 1);
  };
  const state = found && (found.count === 0 ? t('Nothing found') : t('{0} of {1}', found.number, found.count));
  return html`<div class="search" role="search">
    <vscode-textfield type="search" label=${t('Search in the payload')} placeholder=${t('Search')} autocomplete="off"
      @input=${() => find(queryField()?.value ?? '', 0)} @keydown=${onKey}></vscode-textfield>
    <span class="found" role="status">${state ?? ''}</span>
    <vscode-toolbar-button icon="arrow-up" label=${t('Previous match')} @click=${() => find(queryField()?.value ?? '', -1)}></vscode-toolbar-button>
    <vscode-toolbar-button icon="arrow-down" label=${t('Next match')} @click=${() => find(queryField()?.value ?? '', 1)}></vscode-toolbar-button>
  </div>`;
}

function content(shown: DeliveryView): TemplateResult {
  const labeled = `tab-${tab}`;
  if (tab === 'headers') {
    return html`<div id="content" class="headers" role="tabpanel" aria-labelledby=${labeled} tabindex="0">${headers(shown)}</div>`;
  }
  if (about?.kind === 'empty')
    return html`<div id="content" class="empty" role="tabpanel">${t('The body is empty.')}</div>`;
  return html`<div id="content" class="listing" role="tabpanel" aria-labelledby=${labeled}><div id="rows" tabindex="0"></div></div>`;
}

const headers = (shown: DeliveryView) => html`<table>
  <thead><tr><th scope="col">${t('Header')}</th><th scope="col">${t('Value')}</th></tr></thead>
  <tbody>${shown.headers.map(
    ({ name, value, isMasked }) => html`<tr><th scope="row">${name}</th>
      <td class=${isMasked ? 'masked' : ''}>${value}${isMasked ? html` <em>${t('(hidden: a secret)')}</em>` : nothing}</td></tr>`,
  )}</tbody>
</table>`;

draw();
