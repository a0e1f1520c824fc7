/** `a number`, `an object`: kinds of values and of places, as messages have them. */
export const withArticle = (name: string): string => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
