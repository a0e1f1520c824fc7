// Pictures as files that pages load fast: PNG with a palette, and an animation.
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { root } from './stage';

const folder = path.join(root, 'docs', 'images');

/** Maximum size of an animation in bytes: a page with a larger one would be slow on a phone. */
const maxAnimation = 1_500_000;

/** A window at one moment of an animation, and how long it is shown, in milliseconds. */
export interface Frame {
  png: Buffer;
  delay: number;
}

/** Writes `docs/images/<name>.png`. A workbench has few colors, so that a palette loses nothing that can be seen. */
export async function savePicture(name: string, png: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await sharp(png).png({ palette: true, colors: 256, effort: 10, dither: 0 }).toFile(file);
  await report(file);
}

/** Writes `docs/images/<name>.gif`, which plays again and again. Throws when it is too large for a page. */
export async function saveAnimation(name: string, frames: Frame[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.gif`);
  await sharp(
    frames.map(({ png }) => png),
    { join: { animated: true } },
  )
    .gif({
      delay: frames.map(({ delay }) => delay),
      loop: 0,
      effort: 10,
      dither: 0,
      interFrameMaxError: 2,
      reuse: true,
    })
    .toFile(file);
  const size = await report(file);
  if (size > maxAnimation) throw new Error(`${file} has ${size} bytes, more than ${maxAnimation}`);
}

async function report(file: string): Promise<number> {
  const { size } = await stat(file);
  console.log(`${path.relative(root, file)}: ${Math.round(size / 1024)} KB`);
  return size;
}
