// An animation of what a person does: each state of the window for as long as it takes to read it, and the mouse between them.
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import type { Frame } from './images';
import type { Stage } from './stage';

interface Point {
  x: number;
  y: number;
}

/** Milliseconds between two positions of the mouse, and how many of them lead to where it clicks. */
const stepMs = 60;
const steps = 6;
/** Milliseconds for which a click is shown. */
const clickMs = 350;

const arrow = `<path d="M2 1 L2 19 L6.6 14.8 L9.6 21.6 L12.6 20.3 L9.7 13.7 L15.8 13.4 Z" fill="#fff" stroke="#000" stroke-width="1.4"/>`;
const size = 44;

/** The mouse pointer, whose tip is in the middle of its picture; with a ring while it clicks. */
function pointerSvg(clicks: boolean): Buffer {
  const ring = clicks
    ? `<circle cx="22" cy="22" r="15" fill="none" stroke="#f5a623" stroke-width="4" stroke-opacity="0.9"/>`
    : '';
  const moved = `<g transform="translate(20 21)">${arrow}</g>`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${ring}${moved}</svg>`);
}

export class Film {
  readonly frames: Frame[] = [];
  private at: Point = { x: 640, y: 420 };

  constructor(private readonly stage: Stage) {}

  /** Shows the window as it is for some milliseconds, with the mouse where it was. */
  async hold(milliseconds: number): Promise<void> {
    await this.stage.rest();
    await this.add(await this.stage.picture(), this.at, milliseconds);
  }

  /** Moves the mouse to the middle of an element, and clicks. */
  async click(target: Locator): Promise<void> {
    await target.waitFor();
    const png = await this.stage.picture();
    const box = (await target.boundingBox())!;
    const to = { x: box.x + Math.min(box.width / 2, 90), y: box.y + box.height / 2 };
    const from = this.at;
    for (let step = 1; step <= steps; step++) {
      const part = 1 - (1 - step / steps) ** 2;
      await this.add(png, { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }, stepMs);
    }
    await this.add(png, to, clickMs, true);
    this.at = to;
    await target.click();
    await this.stage.rest();
  }

  private async add(png: Buffer, { x, y }: Point, delay: number, clicks = false): Promise<void> {
    const left = Math.max(0, Math.round(x - size / 2));
    const top = Math.max(0, Math.round(y - size / 2));
    const drawn = await sharp(png)
      .composite([{ input: pointerSvg(clicks), left, top }])
      .png()
      .toBuffer();
    this.frames.push({ png: drawn, delay });
  }
}
