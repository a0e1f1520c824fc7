import type { Json } from '../../../server/protocol/json';
import type { DynamicTree, DynamicValues } from '../../../server/protocol/triggers';
import { isObject, read } from '../../common/json';
import { t } from '../../common/translate';
import type { Context } from '../context';
import { checkBaseUrl } from '../request/baseUrl';
import { buildRequest } from '../request/buildRequest';
import type { ListedValue, ListRequest } from '../webhooksApi';
import { argumentsOf, callOperation, connectBefore } from './dynamicCall';

/** Maximum number of values in a list. */
const maxValues = 5000;

/**
 * Lists the values that the service offers for a parameter, by calling the operation that the definition names with the
 * answers so far. Rejects, saying why, when it can't be called or its response has no list.
 */
export async function listValues(context: Context, request: ListRequest, signal?: AbortSignal): Promise<ListedValue[]> {
  const { below } = request;
  const { tree } = request.dynamic;
  const dynamic = below !== undefined && tree ? tree.browse : request.dynamic;
  const { operation } = dynamic;
  if (!operation)
    throw new Error(t('The definition has no operation {0}, which would list them.', dynamic.problem ?? ''));
  const baseUrl = checkBaseUrl(request.baseUrl);
  const parameters = argumentsOf({ ...request, dynamic }, (names) =>
    t('They depend on {0}, which has no value yet.', names),
  );
  const { url } = buildRequest({ trigger: operation, parameters, baseUrl });
  const connection = await connectBefore(context, { ...request, baseUrl }, url);
  const response = await callOperation(context, { ...connection, operation, parameters, baseUrl }, signal);
  return valuesIn(response, dynamic, tree);
}

/** Throws when the response has no list at the path that the definition names. */
function valuesIn(
  response: Json | undefined,
  { itemsPath, valuePath, titlePath }: DynamicValues,
  tree?: DynamicTree,
): ListedValue[] {
  const items = read(response, itemsPath);
  if (!Array.isArray(items)) {
    throw new Error(
      itemsPath.length > 0
        ? t('The response has no list at "{0}".', itemsPath.join('/'))
        : t('The response is not a list.'),
    );
  }
  const values = new Map<string, ListedValue>();
  for (const item of items.slice(0, maxValues)) {
    const value = isObject(item) ? read(item, valuePath) : item;
    if (value === undefined || value === null) continue;
    const title = titlePath && isObject(item) ? read(item, titlePath) : undefined;
    const key = JSON.stringify(value);
    const opens = tree && isParent(item, tree) ? { opens: item } : {};
    if (!values.has(key)) values.set(key, { value, title: titleText(title) || titleText(value), ...opens });
  }
  return [...values.values()];
}

function isParent(item: Json, { parents }: DynamicTree): boolean {
  if (typeof parents === 'boolean') return parents;
  const found = isObject(item) ? read(item, parents.path) : undefined;
  return (JSON.stringify(found ?? null) === JSON.stringify(parents.is)) !== parents.not;
}

/** Returns one line of at most 200 characters: the text is a stranger's. */
function titleText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 200);
}
