import { html, render, type TemplateResult } from 'lit';
import { type Row, type Rows, rowsPerPage } from '../messages/delivery';

/** Height of a row in pixels, as in the style sheet. */
export const rowHeight = 22;
/** Maximum height in pixels; longer content scrolls faster. Browsers stop at about 33 million pixels. */
const maxHeight = 16_000_000;
/** Number of rows drawn beyond the view, so that scrolling rarely shows a gap. */
const margin = 10;

export interface RowSource {
  load(from: number, count: number): Promise<Rows>;
  /** @param row undefined while it is being loaded */
  draw(row: Row | undefined, index: number, isActive: boolean): TemplateResult;
}

/** A scrolled list of any number of rows: only those in view are loaded and drawn. */
export class VirtualRows {
  private total = 0;
  private pages = new Map<number, Row[]>();
  private readonly loading = new Set<number>();
  private generation = 0;
  private planned = false;
  /** The height of the list at its last change, in pixels. */
  private observed = 0;
  /** True while the active row is in view, before the list's size changes. */
  private isActiveSeen = false;
  /** Index of the row that keys act on. */
  active = 0;

  constructor(
    readonly element: HTMLElement,
    private readonly source: RowSource,
  ) {
    element.addEventListener('scroll', () => {
      // While the list has another height than before, what was in view is for the observer to bring back.
      if (element.clientHeight === this.observed) this.isActiveSeen = this.sees(this.active);
      this.plan();
    });
    new ResizeObserver(() => {
      this.observed = element.clientHeight;
      // A place that was in view stays there, such as the one that doesn't match.
      if (this.isActiveSeen) this.reveal(this.active);
      else this.plan();
    }).observe(element);
  }

  get count(): number {
    return this.total;
  }

  row(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / rowsPerPage))?.[index % rowsPerPage];
  }

  /** Discards the loaded rows; the drawn ones stay until new ones arrive. */
  reset(total: number): void {
    this.generation += 1;
    this.total = total;
    this.loading.clear();
    this.active = Math.min(this.active, Math.max(total - 1, 0));
    this.pages = new Map();
    this.plan();
  }

  /** Adds loaded rows. @param from a multiple of {@link rowsPerPage} */
  put(from: number, rows: Row[]): void {
    this.pages.set(from / rowsPerPage, rows);
  }

  /** Scrolls a row into view: by as little as possible if it is near, otherwise to the middle. */
  reveal(index: number): void {
    this.active = Math.max(0, Math.min(index, this.total - 1));
    const { clientHeight } = this.element;
    const seen = this.seenFrom;
    const top = this.active * rowHeight;
    this.draw();
    this.isActiveSeen = true;
    if (!this.sees(this.active)) {
      const isNear = Math.abs(top - seen) < clientHeight * 1.5;
      const above = isNear && top < seen ? 0 : isNear ? clientHeight - rowHeight : clientHeight / 2;
      this.element.scrollTop = Math.max(0, top - above) / this.scale;
    }
    this.plan();
  }

  private sees(index: number): boolean {
    const top = index * rowHeight;
    const seen = this.seenFrom;
    return top >= seen && top + rowHeight <= seen + this.element.clientHeight;
  }

  /** Draws in the next frame. */
  plan(): void {
    if (this.planned) return;
    this.planned = true;
    requestAnimationFrame(() => {
      this.planned = false;
      this.draw();
    });
  }

  private get height(): number {
    return Math.min(this.total * rowHeight, maxHeight);
  }

  /** Pixels of rows per scrolled pixel, so that the end of the scroll bar shows the last row. */
  private get scale(): number {
    const { clientHeight } = this.element;
    return this.height < maxHeight ? 1 : (this.total * rowHeight - clientHeight) / (maxHeight - clientHeight);
  }

  /** The top of the view, in pixels of rows. */
  private get seenFrom(): number {
    return this.element.scrollTop * this.scale;
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.element;
    const seen = this.seenFrom;
    const first = Math.max(0, Math.floor(seen / rowHeight) - margin);
    const end = Math.min(this.total, Math.ceil((seen + clientHeight) / rowHeight) + margin);
    const offset = first * rowHeight - seen + scrollTop;
    for (let page = Math.floor(first / rowsPerPage); page * rowsPerPage < end; page++) void this.load(page);
    const isReady = this.total === 0 || this.row(Math.min(end - 1, Math.floor(seen / rowHeight))) !== undefined;
    if (!isReady && this.pages.size === 0) {
      // The drawn rows are of before, but the list can be scrolled to its new end already.
      this.element.querySelector<HTMLElement>('.all-rows')?.style.setProperty('height', `${this.height}px`);
      return;
    }
    const rows: TemplateResult[] = [];
    for (let index = first; index < end; index++) {
      rows.push(this.source.draw(this.row(index), index, index === this.active));
    }
    render(
      html`<div class="all-rows" role="presentation" .style=${`height:${this.height}px`}>
        <div class="drawn-rows" role="presentation" .style=${`transform:translateY(${offset}px)`}>${rows}</div>
      </div>`,
      this.element,
    );
  }

  private async load(page: number): Promise<void> {
    if (this.loading.has(page) || this.pages.has(page)) return;
    this.loading.add(page);
    const { generation } = this;
    const loaded = await this.source.load(page * rowsPerPage, rowsPerPage).catch(() => undefined);
    if (generation !== this.generation) return;
    this.loading.delete(page);
    // Another delivery is shown, or its body is gone: scrolling there requests the rows again.
    if (!loaded) return;
    this.pages.set(page, loaded.rows);
    this.plan();
  }
}
