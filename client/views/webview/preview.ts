/** The preview's page: the trigger's card, and the dynamic content that its deliveries offer. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, render, type TemplateResult } from 'lit';
import './preview.css';
import type { Range } from '../../../server/protocol/document';
import type { Json } from '../../../server/protocol/json';
import type {
  CardDeletion,
  CardParameter,
  CardToken,
  SentParameter,
  TriggerCard,
} from '../../../server/protocol/preview';
import type { FromPreviewPage, PreviewState, ToPreviewPage } from '../messages/preview';
import { editor, listen, send, t } from './host';

/** Number of dynamic content rows shown before "See more", as in the designer. */
const rowsAtFirst = 6;

let shown: ToPreviewPage | undefined;
let withAdvanced = false;
let withMore = false;
let query = '';
/** Counter for element ids: reset before drawing, so that a field has the same id each time. */
let fields = 0;

listen<ToPreviewPage>((message) => {
  if (message.preview.card?.id !== shown?.preview.card?.id) {
    withAdvanced = false;
    withMore = false;
    query = '';
  }
  shown = message;
  const { uri, card } = message.preview;
  editor.setState({ uri, trigger: card?.id } satisfies PreviewState);
  draw();
});

const notify = (message: FromPreviewPage) => void send(message).catch(() => {});
const reveal = (range: Range) => notify({ type: 'reveal', range });

const icon = (name: string) => html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;

function draw(): void {
  if (!shown) return;
  const { card } = shown.preview;
  fields = 0;
  render(
    html`<main>
      ${chooser(shown)} ${notices(shown)}
      ${card ? html`<div class="columns">${cardView(card)} ${tokensView(card)}</div>` : empty()}
    </main>`,
    document.body,
  );
}

function chooser({ preview: { triggers, card } }: ToPreviewPage): TemplateResult | typeof nothing {
  if (triggers.length < 2) return nothing;
  const choose = (event: Event) => notify({ type: 'choose', trigger: (event.target as HTMLSelectElement).value });
  return html`<div class="chooser">
    <label for="trigger">${t('Trigger')}</label>
    <select id="trigger" .value=${card?.id ?? ''} @change=${choose}>
      ${triggers.map(({ id, title }) => html`<option value=${id} ?selected=${id === card?.id}>${title}</option>`)}
    </select>
    <span class="count">${t('{0} of {1}', triggers.findIndex(({ id }) => id === card?.id) + 1, triggers.length)}</span>
  </div>`;
}

function notices({ preview: { fault, card }, stale }: ToPreviewPage): TemplateResult {
  return html`<div role="status" class="notices">
    ${
      fault
        ? html`<div class="notice warning">
          ${icon('warning')}
          <p>
            ${t('The definition has a syntax error in line {0}: {1}', fault.range.start.line + 1, fault.message)}
            ${stale ? t('The trigger is shown as it was before.') : t('Parts that the error hides may be missing here.')}
          </p>
          <button type="button" class="link" @click=${() => reveal(fault.range)}>${t('Go to the error')}</button>
        </div>`
        : nothing
    }
    ${
      card?.hidden
        ? html`<div class="notice warning">
          ${icon('eye-closed')}
          <p>${t("The trigger is internal, so flow makers can't find it.")}</p>
        </div>`
        : nothing
    }
  </div>`;
}

function empty(): TemplateResult {
  return html`<div class="empty">
    ${icon('radio-tower')}
    <p>${t('There is no trigger in this definition yet.')}</p>
    <vscode-button @click=${() => notify({ type: 'newTrigger' })}>${t('New Trigger from Samples')}</vscode-button>
  </div>`;
}

// ---- The card

function cardView(card: TriggerCard): TemplateResult {
  const advanced = card.parameters.filter((parameter) => parameter.advanced);
  const plain = card.parameters.filter((parameter) => !parameter.advanced);
  const toggle = () => {
    withAdvanced = !withAdvanced;
    draw();
  };
  return html`<section class="card" aria-labelledby="card-title">
    <header>
      <span class="badge">${icon('radio-tower')}</span>
      <div class="titles">
        <h1 id="card-title">
          <button type="button" @click=${() => reveal(card.range)} title=${t('Show in the definition')}>
            ${card.title}
          </button>
        </h1>
        ${card.connector ? html`<p class="connector">${card.connector}</p>` : nothing}
      </div>
      <span class="dots">${icon('ellipsis')}</span>
    </header>
    <div class="fields">
      ${plain.map(field)} ${card.kind === 'polling' ? recurrence() : nothing}
      ${
        card.parameters.length === 0 && card.kind === 'webhook'
          ? html`<p class='nothing'>${t('Flow makers have nothing to fill in.')}</p>`
          : nothing
      }
      ${
        advanced.length > 0
          ? html`<div id="advanced" class="advanced" ?hidden=${!withAdvanced}>${advanced.map(field)}</div>
            <button
              type="button"
              class="link toggle"
              aria-expanded=${withAdvanced ? 'true' : 'false'}
              aria-controls="advanced"
              @click=${toggle}
            >
              ${withAdvanced ? t('Hide advanced options') : t('Show advanced options')}
              ${icon(withAdvanced ? 'chevron-up' : 'chevron-down')}
            </button>`
          : nothing
      }
    </div>
    ${card.hint ? html`<p class="hint">${icon('lightbulb')} <span>${card.hint}</span></p>` : nothing}
    ${sentView(card.sent)}
    ${card.deletion ? deletionView(card.deletion) : nothing}
  </section>`;
}

function field(parameter: CardParameter): TemplateResult {
  fields += 1;
  const id = `field-${fields}`;
  const isGroup = parameter.control === 'list';
  const name = html`${parameter.title}${
    parameter.required ? html`<span class="required" aria-hidden="true">*</span>` : nothing
  }`;
  return html`<div class="field" role=${isGroup ? 'group' : nothing} aria-labelledby=${isGroup ? id : nothing}>
    <div class="label">
      ${isGroup ? html`<span id=${id}>${name}</span>` : html`<label for=${id}>${name}</label>`}
      ${revealButton(parameter)}
    </div>
    <div class="control">
      ${control(parameter, id)}
      ${
        parameter.callback
          ? html`<p class="note bad">
            ${icon('warning')} ${t('Flow makers see this field, although Power Automate fills in the callback URL here.')}
          </p>`
          : nothing
      }
    </div>
  </div>`;
}

function revealButton({ title, range }: { title: string; range: Range }): TemplateResult {
  const label = t('Show {0} in the definition', title);
  return html`<button type="button" class="reveal" aria-label=${label} title=${label} @click=${() => reveal(range)}>
    ${icon('go-to-file')}
  </button>`;
}

function control(parameter: CardParameter, id: string): TemplateResult {
  switch (parameter.control) {
    case 'choice':
      return choice(parameter, id);
    case 'dynamicValues':
      return pickList(parameter, id);
    case 'dynamicSchema':
      return html`<div class="box dynamic" id=${id} tabindex="0">
        ${icon('sync')}
        <span>
          ${
            parameter.source
              ? t('The fields come from "{0}", once a flow maker has filled in what it requires.', parameter.source)
              : t('The fields come from the service.')
          }
        </span>
      </div>`;
    case 'list':
      return list(parameter, id);
    case 'object':
    case 'html':
      return html`<textarea
        id=${id}
        readonly
        rows="3"
        aria-required=${parameter.required ? 'true' : 'false'}
        placeholder=${parameter.placeholder ?? ''}
        .value=${exampleText(parameter.default)}
      ></textarea>`;
    default:
      return textField(parameter, id);
  }
}

const endIcons: Partial<Record<CardParameter['control'], string>> = { date: 'calendar', file: 'folder-opened' };

function textField(parameter: CardParameter, id: string): TemplateResult {
  const end = endIcons[parameter.control];
  return html`<div class="input">
    <input
      id=${id}
      type="text"
      readonly
      aria-required=${parameter.required ? 'true' : 'false'}
      placeholder=${parameter.placeholder ?? ''}
      title=${parameter.placeholder ?? nothing}
      .value=${exampleText(parameter.default)}
    />
    ${end ? icon(end) : nothing}
  </div>`;
}

function choice({ choices = [], default: value, placeholder, required }: CardParameter, id: string): TemplateResult {
  const written = JSON.stringify(value);
  const isListed = choices.some((one) => JSON.stringify(one.value) === written);
  return html`<select id=${id} class=${value === undefined ? 'open' : ''} aria-required=${required ? 'true' : 'false'}>
    ${value === undefined ? html`<option selected>${placeholder ?? ''}</option>` : nothing}
    ${value !== undefined && !isListed ? html`<option selected>${exampleText(value)}</option>` : nothing}
    ${choices
      .filter(({ title }) => title !== '' || value !== undefined)
      .map((one) => html`<option ?selected=${JSON.stringify(one.value) === written}>${one.title}</option>`)}
    <option>${t('Enter custom value')}</option>
  </select>`;
}

function pickList({ source, placeholder, required, default: value }: CardParameter, id: string): TemplateResult {
  return html`<select id=${id} class=${value === undefined ? 'open' : ''} aria-required=${required ? 'true' : 'false'}>
      <option>${value === undefined ? (placeholder ?? '') : exampleText(value)}</option>
      <option disabled>
        ${source ? t('Choices come from "{0}"', source) : t('Choices come from the service')}
      </option>
      <option>${t('Enter custom value')}</option>
    </select>
    <p class="note">${icon('list-selection')} ${source ? t('Choices come from "{0}"', source) : t('Choices come from the service')}</p>`;
}

function list({ title, items = [], default: value, required, placeholder }: CardParameter, id: string): TemplateResult {
  const rows: (Json | undefined)[] = Array.isArray(value) && value.length > 0 ? value : [undefined];
  const single = items.length === 1 && items[0]!.name === '';
  return html`<div class="rows">
    ${rows.map((row, index) => {
      const label = t('{0} Item - {1}', title, index + 1);
      if (single || items.length === 0) {
        const shape = items[0];
        const item: CardParameter = {
          ...(shape ?? { name: '', in: 'body', title, control: 'text', advanced: false, callback: false }),
          range: shape?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          required,
          default: row,
          placeholder: index === 0 ? (placeholder ?? label) : label,
        };
        return html`<div class="row">
          <label class="visually-hidden" for="${id}-${index}">${label}</label>
          ${control(item, `${id}-${index}`)} ${icon('close')}
        </div>`;
      }
      return html`<fieldset>
        <legend>${label}</legend>
        ${items.map((item) => field({ ...item, default: valueIn(row, item.name) ?? item.default }))}
      </fieldset>`;
    })}
    <span class="add">${icon('add')} ${t('Add new item')}</span>
  </div>`;
}

function valueIn(row: Json | undefined, name: string): Json | undefined {
  let value = row;
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = value[key];
  }
  return value;
}

function recurrence(): TemplateResult {
  return html`<div class="field" role="group" aria-labelledby="recurrence">
    <div class="label"><span id="recurrence">${t('How often do you want to check for items?')}</span></div>
    <div class="control recurrence">
      <input type="text" readonly aria-label=${t('Interval')} .value=${'3'} />
      <select aria-label=${t('Frequency')}>
        <option>${t('Minute')}</option>
      </select>
    </div>
  </div>`;
}

function sentView(sent: SentParameter[]): TemplateResult | typeof nothing {
  const counted = sent.filter(({ callback, value }) => callback || value !== undefined);
  if (counted.length === 0) return nothing;
  return html`<details class="sent">
    <summary>${t('Sent, but not shown to flow makers: {0}', counted.length)}</summary>
    <dl>
      ${counted.map(
        ({ name, value, callback, range }) => html`<div>
          <dt><button type="button" class="link" @click=${() => reveal(range)}>${name}</button></dt>
          <dd>${callback ? t('the callback URL of the flow') : html`<code>${JSON.stringify(value)}</code>`}</dd>
        </div>`,
      )}
    </dl>
  </details>`;
}

/** How the webhook is deleted, or what is in the way of that. */
function deletionView({ kind, request = '', unfilled, range }: CardDeletion): TemplateResult {
  const texts = {
    own: t('When the flow is turned off or deleted, Power Automate sends {0}.', request),
    several: t('Several DELETE operations could be the one that deletes the webhook.'),
    'other-method': t(
      'The webhook remains when the flow is deleted, because Power Automate sends a DELETE, never {0}.',
      request,
    ),
    none: t('The webhook remains when the flow is deleted, because the definition has no DELETE for it.'),
  };
  return html`<p class="hint">
    ${icon(kind === 'own' && unfilled.length === 0 ? 'trash' : 'warning')}
    <span>
      ${texts[kind]} ${unfilled.length > 0 ? t('No parameter fills {0}.', unfilled.join(', ')) : nothing}
      ${
        range
          ? html`<button type="button" class="link" @click=${() => reveal(range)}>${t('Show in the definition')}</button>`
          : nothing
      }
    </span>
  </p>`;
}

const exampleText = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

// ---- Dynamic content

function tokensView(card: TriggerCard): TemplateResult {
  const found = matching(card.tokens);
  const plain = card.tokens.filter(({ advanced }) => !advanced);
  const folds = query === '' && card.tokens.length > rowsAtFirst;
  const rows = folds && !withMore ? plain.slice(0, rowsAtFirst) : found;
  const search = (event: Event) => {
    query = (event.target as HTMLInputElement).value;
    draw();
  };
  const toggle = () => {
    withMore = !withMore;
    draw();
  };
  return html`<section class="tokens" aria-labelledby="tokens-title">
    <h2 id="tokens-title">${t('Dynamic content')}</h2>
    <p class="about">${t('What flow makers can use in the steps of their flow')}</p>
    <div class="search">
      ${icon('search')}
      <input
        type="search"
        aria-label=${t('Search dynamic content')}
        placeholder=${t('Search dynamic content')}
        .value=${query}
        @input=${search}
      />
    </div>
    <div class="group">
      <span class="badge">${icon('radio-tower')}</span>
      <h3>${card.title}</h3>
      ${
        folds
          ? html`<button type="button" class="link" aria-expanded=${withMore ? 'true' : 'false'} @click=${toggle}>
            ${withMore ? t('See less') : t('See more ({0})', card.tokens.length)}
          </button>`
          : nothing
      }
    </div>
    ${remarks(card)}
    ${
      rows.length > 0
        ? html`<ul>
          ${rows.map(token)}
        </ul>`
        : html`<p class='nothing'>
          ${query ? t('Nothing matches "{0}".', query) : t('The trigger offers no dynamic content.')}
        </p>`
    }
    ${card.moreTokens && !(folds && !withMore) ? html`<p class='nothing'>${t('There are more than the ones shown here.')}</p>` : nothing}
  </section>`;
}

function remarks({ splitOn, dynamicTokens }: TriggerCard): TemplateResult {
  return html`${
    splitOn
      ? html`<p class="remark">${icon('split-horizontal')} ${t('The flow runs once for each item of "{0}".', splitOn)}</p>`
      : nothing
  }
  ${
    dynamicTokens
      ? html`<p class="remark">
        ${icon('sync')}
        ${
          dynamicTokens.loaded
            ? t(
                'As "{0}" returned it for a registered webhook; other values may give other fields',
                dynamicTokens.operation ?? '',
              )
            : dynamicTokens.operation
              ? t('Other fields come from "{0}" while the flow is edited.', dynamicTokens.operation)
              : t('Other fields come from the service while the flow is edited.')
        }
      </p>`
      : nothing
  }`;
}

function matching(tokens: CardToken[]): CardToken[] {
  const words = query.trim().toLowerCase().split(/\s+/);
  return tokens.filter(({ title, description = '', expression }) => {
    const text = `${title} ${description} ${expression}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function token({ title, description, type, format, loops, expression, range }: CardToken): TemplateResult {
  return html`<li>
    <button type="button" class="token" @click=${() => reveal(range)}>
      <span class="text">
        <span class="title">${title}</span>
        ${description ? html`<span class="description">${description}</span>` : nothing}
        ${
          loops.length > 0
            ? html`<span class="loop">${icon('sync')} ${t('once for each of {0}', loops.join(' › '))}</span>`
            : nothing
        }
      </span>
      <span class="type">${format ? `${type}, ${format}` : type}</span>
    </button>
    <button
      type="button"
      class="expression"
      title=${t('Copy as expression')}
      aria-label=${t('Copy as expression: {0}', expression)}
      @click=${() => notify({ type: 'copy', expression })}
    ><code>${expression}</code>${icon('copy')}</button>
  </li>`;
}
