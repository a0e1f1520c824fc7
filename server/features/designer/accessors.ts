/**
 * The steps of an expression into a value. A `?` gives null where there is nothing; the designer writes none where every
 * level requires the value.
 */
export function accessors(steps: readonly (string | number)[], required: boolean): string {
  const mark = required ? '' : '?';
  return steps.map((step) => `${mark}[${typeof step === 'number' ? step : quoted(step)}]`).join('');
}

/** A text as a literal of the workflow definition language. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
