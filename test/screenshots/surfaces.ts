// `npm run screenshots -- --all DIR`: every surface in each theme, wide and narrow, with a contact sheet of each.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { type Look, type Stage, widths } from './stage';

/**
 * `as it is`: in the theme and size of the moment. A function opens what a change of the theme or of the size closes, such as
 * a menu or a hover.
 */
export type How = 'as it is' | (() => Promise<void>);

/** Takes a surface that is on the screen. */
export type Shoot = (stage: Stage, name: string, how?: How) => Promise<void>;

interface Surface {
  look: Look;
  png: Buffer;
}

/** Width of a window on a contact sheet, in pixels: about half of it, so that its text can be read. */
const cell = 772;
const gap = 8;

/** Takes a surface in every look and writes each picture and the sheet below a folder. */
export async function takeSurface(stage: Stage, folder: string, name: string, how?: How): Promise<void> {
  await mkdir(folder, { recursive: true });
  await stage.rest();
  if (how === 'as it is') {
    await sharp(await stage.picture())
      .png({ palette: true })
      .toFile(path.join(folder, `${name}.png`));
    return;
  }
  const shown: Surface[] = [];
  await stage.eachLook(how, async (look, png) => {
    shown.push({ look, png });
    await sharp(png)
      .png({ palette: true })
      .toFile(path.join(folder, `${name}-${look.theme}-${look.width}.png`));
  });
  for (const width of widths) {
    const ofWidth = shown.filter(({ look }) => look.width === width);
    await writeSheet(path.join(folder, `sheet-${name}-${width}.png`), ofWidth);
  }
  console.log(name);
}

/** The themes of a width, two beside each other. */
async function writeSheet(file: string, shown: Surface[]): Promise<void> {
  const small = await Promise.all(
    shown.map(({ png }) => sharp(png).resize({ width: cell }).toBuffer({ resolveWithObject: true })),
  );
  const height = Math.max(...small.map(({ info }) => info.height));
  const composite = small.map(({ data }, index) => ({
    input: data,
    top: gap + Math.floor(index / 2) * (height + gap),
    left: gap + (index % 2) * (cell + gap),
  }));
  const rows = Math.ceil(small.length / 2);
  await sharp({
    create: {
      width: gap + 2 * (cell + gap),
      height: gap + rows * (height + gap),
      channels: 3,
      background: '#808080',
    },
  })
    .composite(composite)
    .png({ palette: true })
    .toFile(file);
}
