import { mark, say } from '../texts/say';

/** A noun with its indefinite article, for messages: `a number`, `an object`. */
export const withArticle = (name: string): string => say(`${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`);

/** The nouns of messages: the kinds of JSON values, and the types of Swagger. */
export const nouns = [
  mark('an array'),
  mark('a boolean'),
  mark('an integer'),
  mark('a file'),
  mark('a null'),
  mark('a number'),
  mark('an object'),
  mark('a string'),
];
