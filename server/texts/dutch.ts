/** The Dutch texts, as a bundle of their own: see `loadTexts.ts`. */
export { default as texts } from '../../l10n/server.nl.json';
