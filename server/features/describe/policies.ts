import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { appliesTo, type ConnectorProperties, connectionSetsOf, type Policy } from '../../model/properties';
import type { Json } from '../../protocol/json';
import {
  type ConnectionParameter,
  type ConnectionParameterSet,
  hostTemplate,
  type PolicyDescription,
} from '../../protocol/policies';
import { json } from './json';

/** The policies around an operation, in the order of the file; undefined where there are none. */
export function policiesOf(
  { properties }: Definition,
  operationId: string | undefined,
): PolicyDescription[] | undefined {
  const applying = (properties?.policies ?? []).filter(({ operations }) => appliesTo(operations, operationId));
  return applying.length > 0 ? applying.map(describePolicy) : undefined;
}

function describePolicy({ template, title, section, settings }: Policy): PolicyDescription {
  const values = [...settings].map(([name, node]): [string, Json] => [name, json(node) ?? null]);
  return {
    template,
    title,
    // Without a section a policy changes the request: most templates know no other.
    section: section === 'response' || section === 'failure' ? section : 'request',
    settings: Object.fromEntries(values),
  };
}

/** `@connectionParameters('name')`, or with a value for when it is empty; in braces, too. */
export const connectionParameterUse = /@\{?\s*connectionParameters\(\s*'([^']+)'\s*(?:,\s*'([^']*)'\s*)?\)\s*\}?/gi;

/**
 * The connection parameters that policies read, described for the person who enters them, each once; undefined where
 * there are none.
 */
export function connectionParametersOf(
  { properties }: Definition,
  policies: PolicyDescription[],
): ConnectionParameter[] | undefined {
  if (!properties) return undefined;
  const found = new Map<string, ConnectionParameter>();
  // Those that only the address depends on come last: for one that is read elsewhere, too, that counts.
  const inOrder = [...policies].sort((a, b) => Number(setsAddress(a)) - Number(setsAddress(b)));
  for (const policy of inOrder) {
    for (const { name, fallback } of Object.values(policy.settings).flatMap(usesIn)) {
      const key = name.toLowerCase();
      if (found.has(key)) continue;
      const described = describeConnectionParameter(properties, name, fallback);
      found.set(key, setsAddress(policy) ? { ...described, addressOnly: true } : described);
    }
  }
  return found.size > 0 ? [...found.values()] : undefined;
}

const setsAddress = ({ template }: PolicyDescription): boolean => template === hostTemplate;

function usesIn(value: Json): { name: string; fallback: string | undefined }[] {
  if (typeof value === 'string')
    return [...value.matchAll(connectionParameterUse)].map(([, name = '', fallback]) => ({ name, fallback }));
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(usesIn) : [];
}

/** @param fallback the default in the expression that reads it */
export const describeConnectionParameter = (
  { parameters }: ConnectorProperties,
  name: string,
  fallback: string | undefined,
): ConnectionParameter => describeDeclared(parameters.get(name.toLowerCase())?.value, name, fallback);

/** A connection parameter as it is declared; undefined where it is not. */
export function describeDeclared(
  declared: Node | undefined,
  name: string,
  fallback: string | undefined,
): ConnectionParameter {
  const ui = isObject(declared) ? declared.get('uiDefinition') : undefined;
  const constraints = isObject(ui) ? ui.get('constraints') : undefined;
  const text = (key: string) => (isObject(ui) ? ui.text(key) : undefined) || undefined;
  const preset = json(isObject(constraints) ? constraints.get('default') : undefined) ?? defaultOf(declared);
  const required = isObject(constraints) ? constraints.get('required')?.value : undefined;
  const isSecure = isObject(declared) && declared.text('type')?.toLowerCase() === 'securestring';
  const choices = isObject(constraints) ? choicesOf(constraints.get('allowedValues')) : undefined;
  const isHidden = isObject(constraints) && String(constraints.get('hidden')?.value) === 'true';
  const only = isHidden && choices?.length === 1 ? choices[0]!.value : undefined;
  return {
    name,
    title: text('displayName') ?? text('displayname') ?? name,
    description: text('description') ?? text('tooltip'),
    default: fallback || (preset === undefined || preset === null ? only : String(preset)),
    // `required` is a string in published files.
    optional: fallback !== undefined || String(required) === 'false',
    ...(isSecure && { secure: true as const }),
    ...(isHidden && { hidden: true as const }),
    choices,
  };
}

const defaultOf = (declared: Node | undefined): Json | undefined =>
  json(isObject(declared) ? declared.get('defaultValue') : undefined);

function choicesOf(node: Node | undefined): ConnectionParameter['choices'] {
  const choices = (node?.items ?? []).flatMap((item) => {
    const value = isObject(item) ? item.text('value') : undefined;
    return value === undefined || !isObject(item) ? [] : [{ value, title: item.text('text') || value }];
  });
  return choices.length > 0 ? choices : undefined;
}

/** The ways to connect that the person chooses from; undefined where there is one. */
export function connectionParameterSetsOf({ properties }: Definition): ConnectionParameterSet[] | undefined {
  const described = (properties ? connectionSetsOf(properties) : []).map((set): ConnectionParameterSet => {
    const name = set.text('name') ?? '';
    const ui = set.get('uiDefinition');
    const title = isObject(ui) ? (ui.text('displayName') ?? ui.text('displayname')) : undefined;
    const members = set.get('parameters')?.members ?? [];
    return {
      name,
      title: title || name,
      parameters: members.map(({ key, value }) => describeDeclared(value, key, undefined)),
    };
  });
  return described.length > 0 ? described : undefined;
}
