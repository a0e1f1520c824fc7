import { isObject, type Node, toData } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { isDynamic } from '../../model/schemas';
import { parametersOf, type TriggerFacts } from '../../model/triggers';
import type { Json } from '../../protocol/json';
import type { CardParameter, SentParameter } from '../../protocol/preview';
import { say } from '../../texts/say';
import { type Flat, flatten, visibilityOf } from './flatten';
import type { RangeOf } from './sourceSpan';

const maxFields = 500;

interface Field {
  name: string;
  in: CardParameter['in'];
  title: string;
  required: boolean;
  visibility: string;
  /** The parameter or schema with the other keys. */
  node: Node;
  /** The node with the description: for a body that is one field, its parameter. */
  described: Node;
  /** The node as the document writes it. */
  written: Node;
  type: string;
}

/** The fields of a trigger's card: those that flow makers fill in, and those that are sent without them. */
export function cardParameters(
  definition: Definition,
  { operation }: TriggerFacts,
  rangeOf: RangeOf,
): { parameters: CardParameter[]; sent: SentParameter[] } {
  const fields = onePerName(parametersOf(definition, operation).parameters).flatMap((parameter) =>
    fieldsOf(definition, parameter),
  );
  const internal = fields.filter(({ visibility }) => visibility === 'internal');
  const visible = fields.filter(({ visibility }) => visibility !== 'internal').sort((a, b) => rank(a) - rank(b));
  return {
    parameters: visible.map((field) => show(definition, field, rangeOf)),
    sent: internal.filter((field) => !isConnectionId(field)).map((field) => sent(field, rangeOf)),
  };
}

/** The first parameter of each name: the designer distinguishes parameters by name alone. */
function onePerName(parameters: Node[]): Node[] {
  const names = new Set<string | undefined>();
  return parameters.filter((parameter) => {
    const name = parameter.text('name');
    if (names.has(name)) return false;
    names.add(name);
    return true;
  });
}

/** True for the platform's own parameter that selects the connection. */
const isConnectionId = (field: Field): boolean => field.in === 'path' && field.name === 'connectionId';

const rank = ({ required, visibility }: Field): number =>
  required ? 0 : visibility === 'important' ? 1 : visibility === 'advanced' ? 2 : 3;

function fieldsOf(definition: Definition, parameter: Node): Field[] {
  const place = parameter.text('in');
  if (place === 'body') return bodyFields(definition, parameter);
  if (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'formData') return [];
  const type = parameter.text('type');
  // The designer leaves out parameters without a type.
  if (type === undefined) return [];
  const name = parameter.text('name') ?? '';
  return [
    {
      name,
      in: place,
      title: parameter.text('x-ms-summary') || name,
      required: place === 'path' || parameter.get('required')?.value === true,
      visibility: visibilityOf(parameter, 'none'),
      node: parameter,
      described: parameter,
      written: parameter,
      type,
    },
  ];
}

/**
 * The fields of a body: an object's properties; any other body is one field with the parameter's name and visibility.
 */
function bodyFields(definition: Definition, parameter: Node): Field[] {
  const written = parameter.get('schema');
  const schema = definition.resolve(written);
  const required = parameter.get('required')?.value !== false;
  const name = parameter.text('name') ?? 'body';
  if (!isObject(written) || !isObject(schema)) return [];
  const isFlattened = schema.text('type') === 'object' && (hasProperties(schema) || isDynamic(schema));
  if (!isFlattened) {
    const whole: Field = {
      name,
      in: 'body',
      title: parameter.text('x-ms-summary') || name,
      required,
      visibility: visibilityOf(parameter, 'none'),
      node: schema,
      described: parameter,
      written: parameter,
      type: schema.text('type') ?? 'any',
    };
    return [whole];
  }
  const { entries } = flatten(definition, schema, { as: 'fields', required, most: maxFields });
  return entries.map(fromFlat);
}

const hasProperties = (schema: Node): boolean => (schema.get('properties')?.members.length ?? 0) > 0;

function fromFlat(entry: Flat): Field {
  const { title, required, visibility, node, written, type, path } = entry;
  return { name: path.join('.'), in: 'body', title, required, visibility, node, described: node, written, type };
}

function show(definition: Definition, field: Field, rangeOf: RangeOf): CardParameter {
  const { node, title, required, visibility, written } = field;
  const value = defaultOf(node);
  const dynamic = dynamicOf(definition, node);
  const choices = choicesOf(node, required);
  const control = dynamic?.control ?? (choices ? 'choice' : controlFor(field));
  return {
    name: field.name,
    in: field.in,
    title,
    placeholder: field.described.text('description') || undefined,
    required,
    // The designer hides both "none" and "advanced", unless they have a value already.
    advanced: !required && visibility !== 'important' && value === undefined,
    control,
    ...(choices && control === 'choice' && { choices }),
    ...(dynamic && { source: dynamic.source }),
    ...(control === 'list' && { items: itemFields(definition, field, rangeOf) }),
    ...(value !== undefined && { default: value }),
    callback: node.get('x-ms-notification-url')?.value === true,
    range: rangeOf(written),
  };
}

function sent({ name, title, node, written }: Field, rangeOf: RangeOf): SentParameter {
  const callback = node.get('x-ms-notification-url')?.value === true;
  const value = callback ? undefined : defaultOf(node);
  return { name, title, ...(value !== undefined && { value }), callback, range: rangeOf(written) };
}

const defaultOf = (node: Node): Json | undefined => {
  const value = node.get('default');
  return value && (toData(value) as Json);
};

/** The fields in a row of the list's editor. Lists outside of the body are plain fields. */
function itemFields(definition: Definition, { node, title }: Field, rangeOf: RangeOf): CardParameter[] {
  const written = node.get('items');
  const items = definition.resolve(written);
  if (!isObject(written) || !isObject(items)) return [];
  const { entries } = flatten(definition, items, { as: 'fields', required: true, most: maxFields });
  return entries
    .filter(({ visibility }) => visibility !== 'internal')
    .map((entry) => {
      const field = fromFlat(entry);
      if (entry.path.length === 0) field.title = items.text('title') || items.text('x-ms-summary') || `${title} Item`;
      // A list within a list is edited as a whole.
      const shown = show(definition, field.type === 'array' ? { ...field, type: 'object' } : field, rangeOf);
      return { ...shown, advanced: false };
    });
}

function controlFor({ type, node, in: place }: Field): CardParameter['control'] {
  if (type === 'array') return place === 'body' ? 'list' : 'text';
  if (type === 'file') return 'file';
  if (type === 'object') return 'object';
  if (type === 'integer' || type === 'number') return 'number';
  const format = node.text('format');
  if (format === 'html') return 'html';
  return format === 'date' || format === 'date-time' ? 'date' : 'text';
}

function choicesOf(node: Node, required: boolean): CardParameter['choices'] {
  const values = node.get('enum');
  if (values?.kind === 'array') {
    const named = node.get('x-ms-enum-values');
    if (named?.kind === 'array') {
      return named.items.filter(isObject).map((item) => {
        const value = toData(item.get('value')) as Json;
        return { title: item.text('displayName') ?? choiceTitle(value), value };
      });
    }
    return values.items.map((item) => {
      const value = toData(item) as Json;
      return { title: choiceTitle(value), value };
    });
  }
  if (node.text('type') !== 'boolean') return undefined;
  const both = [
    { title: say('Yes'), value: true },
    { title: say('No'), value: false },
  ];
  return required ? both : [{ title: '', value: '' }, ...both];
}

const choiceTitle = (value: Json): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

const lists = ['x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-tree'];
const shapes = ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'];

function dynamicOf(
  definition: Definition,
  node: Node,
): { control: 'dynamicValues' | 'dynamicSchema'; source: string | undefined } | undefined {
  const items = definition.resolve(node.get('items'));
  for (const key of lists) {
    const extension = node.get(key) ?? items?.get(key);
    if (extension) return { control: 'dynamicValues', source: sourceOf(definition, extension) };
  }
  const shape = shapes.map((key) => node.get(key)).find(Boolean);
  return shape && { control: 'dynamicSchema', source: sourceOf(definition, shape) };
}

/** The title of the operation that an extension calls. */
export function sourceOf(definition: Definition, extension: Node): string | undefined {
  const id = extension.text('operationId') ?? extension.get('open')?.text('operationId');
  return id === undefined ? undefined : (definition.operationsById(id)[0]?.node.text('summary') ?? id);
}
