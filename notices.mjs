// The notices that ship with the extension: the full licence text of every package that the bundles contain.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { getProjectLicenses } from 'generate-license-file';

const root = import.meta.dirname;
/** The checkout that the packages are installed in: copies of it may have a link to them. */
const home = dirname(realpathSync(join(root, 'node_modules')));

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Returns the folders of the packages that have bytes in the outputs of the bundler, by `name@version`. */
function bundledPackages(metafiles) {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  // Our plugins name their files `<namespace>:<path>`.
  const paths = files.map((file) => resolve(root, file.replace(/^[\w-]{2,}:/, '')));
  const folders = paths.flatMap((path) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0] ?? []);
  const named = [...new Set(folders)].map((folder) => {
    const { name, version } = readJson(join(folder, 'package.json'));
    return [`${name}@${version}`, folder];
  });
  return new Map(named.sort(([one], [other]) => one.localeCompare(other)));
}

/** Returns the notices as text. Throws for a package whose licence is not known. */
export async function thirdPartyNotices(metafiles) {
  const bundled = bundledPackages(metafiles);
  const licenses = await getProjectLicenses(join(home, 'package.json'));
  const generated = new Map(licenses.flatMap((license) => license.dependencies.map((name) => [name, license])));
  const byText = new Map();
  for (const [name, folder] of bundled) {
    const text = textOf(name, folder, generated.get(name));
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  const sections = [...byText].map(([text, names]) => [names.map((name) => `- ${name}`).join('\n'), text].join('\n\n'));
  return `${[header, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const header = `Third-party notices

Flow Webhooks contains these packages. The licences of the data in the folder schemas are next to it.`;

/** A licence that is only named is shorter. */
const shortestText = 300;

function textOf(name, folder, license) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  // The generator takes one of several files.
  if (files.length > 1)
    return files
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim())
      .join('\n\n');
  if (!license) throw new Error(`${name} is in a bundle, and not a dependency of the extension.`);
  const whole = [license.content, ...license.notices].join('\n\n').trim();
  if (whole.length >= shortestText) return whole;
  const { author, license: identifier } = readJson(join(folder, 'package.json'));
  const holder = typeof author === 'string' ? author : author?.name;
  if (identifier !== 'MIT' || !holder) throw new Error(`${name} ships no licence text: ${identifier}, ${holder}.`);
  return mit(holder.replace(/ [<(].*/, ''));
}

/** The text of a package that names the MIT licence and ships no file: that of this project, with its own holder. */
const mit = (holder) =>
  readFileSync(join(root, 'LICENSE'), 'utf8')
    .trim()
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
