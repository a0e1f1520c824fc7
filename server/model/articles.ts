/** A noun with its indefinite article, for messages: `a number`, `an object`. */
export const withArticle = (name: string): string => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
