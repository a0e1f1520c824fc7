/** The body of a delivery as tree, text or bytes, with search and marked failing places. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  BodyAbout,
  BodyTab,
  Copyable,
  Found,
  HexRow,
  OpenedBody,
  Row,
  Rows,
  TextRow,
  TreeRow,
} from '../messages/delivery';
import { t } from './host';
import { rowHeight, VirtualRows } from './virtualRows';

/** The requests of the body view to the extension, each about the shown delivery. */
export interface BodyRequests {
  rows(tab: BodyTab, from: number, count: number): Promise<Rows>;
  toggle(pointer: string): Promise<{ total: number }>;
  reveal(pointer: string): Promise<{ row: number; total: number }>;
  find(tab: BodyTab, query: string, step: 0 | 1 | -1): Promise<Found>;
  /** Puts something of a place on the clipboard. */
  copy(what: Copyable, pointer: string): void;
  /** What the editor's own menu gets for a place, as `data-vscode-context`. */
  menuContext(pointer: string): string;
}

export class BodyView {
  private query = '';
  private rows: VirtualRows | undefined;
  private tab: BodyTab = 'tree';

  constructor(private readonly requests: BodyRequests) {}

  /** Shows the rows of a tab in this element, starting with those of `opened` if they belong to the tab. */
  attach(element: HTMLElement, tab: BodyTab, about: BodyAbout, opened?: OpenedBody): void {
    if (this.rows?.element !== element) {
      this.rows = new VirtualRows(element, {
        load: (from, count) => this.requests.rows(this.tab, from, count),
        draw: (row, index, isActive) => this.drawRow(row, index, isActive),
      });
      element.addEventListener('keydown', (event) => this.onKey(event));
    }
    this.tab = tab;
    this.query = '';
    element.scrollTop = 0;
    element.setAttribute('role', tab === 'tree' ? 'tree' : 'region');
    element.setAttribute('aria-label', nameOf(tab));
    element.removeAttribute('aria-activedescendant');
    this.rows.active = 0;
    this.rows.reset(about.totals[tab] ?? 0);
    if (opened?.tab === tab) for (const { from, rows } of opened.pages) this.rows.put(from, rows);
    if (tab === 'tree') {
      element.setAttribute('aria-activedescendant', idOf(0));
      if (about.firstProblem !== undefined) this.go(about.firstProblem);
    }
    this.offerMenu();
  }

  /** Loads and draws the rows again, because their marks may have changed. */
  refresh(total: number): void {
    this.rows?.reset(total);
  }

  /** Removes the rows, so that the previous body is never shown for the next delivery. */
  clear(): void {
    this.rows?.reset(0);
  }

  focus(): void {
    this.rows?.element.focus();
  }

  async reveal(pointer: string): Promise<void> {
    const { row, total } = await this.requests.reveal(pointer);
    this.rows?.reset(total);
    this.go(row);
  }

  async find(query: string, step: 0 | 1 | -1): Promise<Found> {
    this.query = query;
    const found = await this.requests.find(this.tab, query, step);
    this.rows?.reset(found.total);
    if (found.count > 0) this.go(found.row);
    return found;
  }

  private go(index: number): void {
    this.rows?.reveal(index);
    if (this.tab === 'tree') this.rows?.element.setAttribute('aria-activedescendant', idOf(this.rows.active));
    this.offerMenu();
  }

  /** The key of the context menu opens it for the element in focus, which is the tree: the active row is meant. */
  private offerMenu(): void {
    const { rows } = this;
    const row = this.tab === 'tree' ? (rows?.row(rows.active) as TreeRow | undefined) : undefined;
    if (row) rows!.element.setAttribute('data-vscode-context', this.requests.menuContext(row.pointer));
    else rows?.element.removeAttribute('data-vscode-context');
  }

  private async toggle(pointer: string): Promise<void> {
    const { total } = await this.requests.toggle(pointer);
    this.rows?.reset(total);
  }

  private onKey(event: KeyboardEvent): void {
    const { rows } = this;
    if (this.tab !== 'tree' || !rows) return;
    const row = rows.row(rows.active) as TreeRow | undefined;
    if (row && isCopy(event)) this.requests.copy('value', row.pointer);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(rows.element.clientHeight / rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step !== undefined) this.go(rows.active + step);
    else if (event.key === 'Home') this.go(0);
    else if (event.key === 'End') this.go(rows.count - 1);
    else if (!row || !this.openOrClose(event.key, row)) return;
    event.preventDefault();
  }

  /** Expands or collapses a row; returns true when the key did so. */
  private openOrClose(key: string, row: TreeRow): boolean {
    const isBranch = row.size !== undefined;
    if ((key === 'Enter' || key === ' ') && isBranch) void this.toggle(row.pointer);
    else if (key === 'ArrowRight' && isBranch && !row.isOpen) void this.toggle(row.pointer);
    else if (key === 'ArrowRight' && isBranch && row.size) this.go(this.rows!.active + 1);
    else if (key === 'ArrowLeft' && isBranch && row.isOpen) void this.toggle(row.pointer);
    else if (key === 'ArrowLeft') this.goToParent(row);
    else return false;
    return true;
  }

  private goToParent({ pointer }: TreeRow): void {
    if (pointer !== '') void this.reveal(pointer.slice(0, pointer.lastIndexOf('/')));
  }

  private drawRow(row: Row | undefined, index: number, isActive: boolean): TemplateResult {
    if (!row) return html`<div class="row"></div>`;
    if (this.tab === 'hex') return this.drawHex(row as HexRow);
    return this.tab === 'raw' ? this.drawText(row as TextRow) : this.drawTree(row as TreeRow, index, isActive);
  }

  private drawTree(row: TreeRow, index: number, isActive: boolean): TemplateResult {
    const isBranch = row.size !== undefined;
    const click = () => {
      this.go(index);
      if (isBranch) void this.toggle(row.pointer);
    };
    const open = isBranch ? String(row.isOpen) : nothing;
    const failed = row.problems.length > 0;
    return html`<div
      class="row tree-row ${isActive ? 'active' : ''} ${failed ? 'failed' : ''}"
      id=${idOf(index)}
      role="treeitem"
      aria-level=${row.depth + 1}
      aria-posinset=${row.position}
      aria-setsize=${row.siblings}
      aria-expanded=${open}
      aria-selected=${String(isActive)}
      data-vscode-context=${this.requests.menuContext(row.pointer)}
      .style=${`padding-left:${row.depth * 14 + 4}px`}
      @click=${click}
    ><span class="twistie codicon ${isBranch ? (row.isOpen ? 'codicon-chevron-down' : 'codicon-chevron-right') : ''}" aria-hidden="true"></span
      ><span class="name">${this.marked(row.depth === 0 ? t('payload') : row.name)}</span
      ><span class="value ${row.type}">${isBranch ? summary(row) : this.marked(row.value ?? '')}</span
      >${failed ? problemMark(row.problems) : nothing}${!failed && row.problemsBelow > 0 && !row.isOpen ? belowMark(row.problemsBelow) : nothing}${this.copyButtons(row)}</div>`;
  }

  /** Shown on the active row and under the pointer. Keys reach the same by the context menu. */
  private copyButtons({ pointer }: TreeRow): TemplateResult {
    const button = (what: Copyable, icon: string, label: string) => html`<button tabindex="-1" title=${label}
      aria-label=${label} data-copy=${what} @click=${(event: Event) => {
        event.stopPropagation();
        this.requests.copy(what, pointer);
      }}><span class="codicon codicon-${icon}" aria-hidden="true"></span></button>`;
    return html`<span class="copy">${button('value', 'copy', t('Copy value'))}${
      pointer === '' ? nothing : button('path', 'list-tree', t('Copy path'))
    }${button('expression', 'symbol-method', t('Copy as expression'))}</span>`;
  }

  private drawText({ line, text }: TextRow): TemplateResult {
    return html`<div class="row text-row"><span class="line" aria-hidden="true">${line ?? ''}</span><span class="text">${this.marked(text)}</span></div>`;
  }

  private drawHex({ offset, hex, text }: HexRow): TemplateResult {
    return html`<div class="row text-row"><span class="line">${offset.toString(16).padStart(8, '0')}</span><span class="hex">${hex}</span><span class="text">${this.marked(text)}</span></div>`;
  }

  /** Returns the text with matches of the search marked. */
  private marked(text: string): (string | TemplateResult)[] | string {
    if (this.query === '') return text;
    const wanted = this.query.toLowerCase();
    const lower = text.toLowerCase();
    const parts: (string | TemplateResult)[] = [];
    let done = 0;
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, done)) {
      parts.push(text.slice(done, at), html`<mark>${text.slice(at, at + wanted.length)}</mark>`);
      done = at + wanted.length;
    }
    return [...parts, text.slice(done)];
  }
}

const isCopy = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'c' &&
  (event.ctrlKey || event.metaKey) &&
  !event.shiftKey &&
  window.getSelection()?.isCollapsed !== false;

const idOf = (index: number) => `row-${index}`;

export function nameOf(tab: BodyTab): string {
  switch (tab) {
    case 'tree':
      return t('Tree');
    case 'raw':
      return t('Raw');
    case 'hex':
      return t('Hex');
  }
}

const summary = ({ type, size }: TreeRow) => (type === 'array' ? `[${size}]` : `{${size}}`);

const problemMark = (problems: string[]) =>
  html`<span class="problem"><span class="codicon codicon-error" aria-hidden="true"></span>${problems.join(' · ')}</span>`;

const belowMark = (count: number) =>
  html`<span class="problem"><span class="codicon codicon-error" aria-hidden="true"></span>${count === 1 ? t('1 problem inside') : t('{0} problems inside', count)}</span>`;
