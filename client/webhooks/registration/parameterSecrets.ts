/** Masks secrets in the parameters of a create call. */

import type { Json, JsonObject } from '../../../server/protocol/json';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { isObject, put, read } from '../../common/json';
import { isSecretName, mask } from '../../common/redact';

/**
 * Returns the parameters without secrets, for the ledger. Path parameters stay, whatever their names: they identify the
 * subscription, and the unsubscribe operation needs them.
 */
export function maskParameters(
  parameters: JsonObject,
  trigger: TriggerDescription,
  redact: (text: string) => string,
): JsonObject {
  const namesOf = (fits: (parameter: TriggerDescription['parameters'][number]) => boolean) =>
    new Set(trigger.parameters.filter(fits).map(({ name }) => name));
  const inPath = namesOf((parameter) => parameter.in === 'path');
  const passwords = namesOf(({ format }) => format === 'password');
  const entries = Object.entries(parameters).map(([name, value]) => {
    if (inPath.has(name)) return [name, value];
    return [name, passwords.has(name) ? mask : redactDeep({ [name]: value }, redact, isSecretName)[name]];
  });
  let masked = Object.fromEntries(entries) as JsonObject;
  for (const path of passwordsIn(trigger))
    if (read(masked, path) !== undefined) masked = put(masked, path, mask) as JsonObject;
  return masked;
}

/** The paths of the body's fields that are passwords, beginning with its name. */
const passwordsIn = ({ body }: TriggerDescription): string[][] =>
  (body?.fields ?? []).filter(({ format }) => format === 'password').map(({ path }) => [body!.name, ...path]);

/** Returns a copy with every text redacted, and with scalars masked whose names are those of secrets. */
export function redactDeep<T extends Json>(
  value: T,
  redact: (text: string) => string,
  isSecret?: (name: string) => boolean,
): T;
export function redactDeep(
  value: Json,
  redact: (text: string) => string,
  isSecret: (name: string) => boolean = () => false,
): Json {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact, isSecret));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, child]) => {
    const hides = isSecret(name) && (typeof child === 'string' || typeof child === 'number');
    return [name, hides ? mask : redactDeep(child, redact, isSecret)];
  });
  return Object.fromEntries(entries);
}

/** Returns the values that {@link maskParameters} masks. */
export function secretParameters(parameters: JsonObject, trigger: TriggerDescription): string[] {
  const { parameters: described } = trigger;
  const passwords = passwordsIn(trigger).flatMap((path) =>
    scalars({ password: read(parameters, path) ?? null }, () => true),
  );
  const others = Object.entries(parameters).flatMap(([name, value]) => {
    const descriptions = described.filter((one) => one.name === name);
    if (descriptions.some((one) => one.in === 'path')) return [];
    return scalars(
      { [name]: value },
      descriptions.some(({ format }) => format === 'password') ? () => true : isSecretName,
    );
  });
  return [...passwords, ...others];
}

/** Returns the scalars whose names are those of secrets. */
function scalars(value: Json, isSecret: (name: string) => boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => scalars(item, isSecret));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    if (typeof child !== 'string' && typeof child !== 'number') return scalars(child, isSecret);
    return isSecret(name) ? [String(child)] : [];
  });
}
