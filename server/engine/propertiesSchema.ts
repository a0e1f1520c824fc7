import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest } from '../model/vocabulary';
import type { Json } from '../protocol/json';
import { pointerKeys } from '../protocol/pointer';
import { anyOf, mark, say } from '../texts/say';

/** A place where `apiProperties.json` doesn't match its schema. */
export interface PropertiesProblem {
  /** Keys and indices from the root to the value. */
  path: string[];
  /** The key that the problem is about, of the object at the path. */
  key?: string;
  message: string;
  /** True for a key that has no meaning: it is ignored, and may be a mistyped one. */
  isUnknownKey?: true;
  /** The key that was probably meant. */
  meant?: string;
  /** True where nothing of the file can be used. */
  isFatal?: true;
}

const text = { type: ['string', 'null'] };
/** Published files write these as booleans, too, although Microsoft's schema allows texts only. */
const flag = { type: ['string', 'boolean', 'null'] };
const textList = { type: ['array', 'null'], items: { type: 'string' } };
const objectOf = (properties: object, others: object = {}) => ({
  type: ['object', 'null'],
  properties,
  additionalProperties: false,
  ...others,
});
const mapOf = (value: object) => ({ type: 'object', additionalProperties: value });

const allowedValues = {
  type: ['array', 'null'],
  items: objectOf({ value: {}, text, uiDefinition: { type: ['object', 'null'] } }, { required: ['value'] }),
};

const uiDefinition = {
  type: ['object', 'null'],
  properties: {
    displayName: text,
    description: text,
    tooltip: text,
    constraints: {
      type: ['object', 'null'],
      properties: {
        required: flag,
        hidden: flag,
        clearText: flag,
        tabIndex: { type: ['integer', 'string', 'null'] },
        allowedValues,
        capability: textList,
      },
    },
  },
};

const oAuthSettings = {
  type: 'object',
  required: ['identityProvider'],
  properties: {
    identityProvider: { type: 'string' },
    clientId: text,
    scopes: textList,
    redirectMode: text,
    redirectUrl: text,
    properties: { type: ['object', 'null'] },
    customParameters: { type: ['object', 'null'], additionalProperties: { type: ['object', 'null'] } },
  },
};

const connectionParameter = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string' }, oAuthSettings, uiDefinition, allowedValues },
};

/** Our schema of the file, from how published connectors write it and from Microsoft's documentation. */
const schema = {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: objectOf(
      {
        // A wrong color has a rule of its own.
        iconBrandColor: {},
        publisher: text,
        stackOwner: text,
        capabilities: textList,
        connectionParameters: { ...mapOf(connectionParameter), type: ['object', 'null'] },
        connectionParameterSets: {
          type: 'object',
          required: ['values'],
          properties: {
            uiDefinition: { type: ['object', 'null'] },
            values: {
              type: 'array',
              items: {
                type: 'object',
                required: ['name', 'parameters'],
                properties: { name: { type: 'string' }, uiDefinition, parameters: mapOf(connectionParameter) },
              },
            },
          },
        },
        policyTemplateInstances: {
          type: ['array', 'null'],
          items: objectOf(
            {
              templateId: { type: 'string' },
              title: text,
              type: text,
              parameters: {
                type: 'object',
                properties: {
                  'x-ms-apimTemplate-operationName': { type: ['array', 'string', 'null'], items: { type: 'string' } },
                  'x-ms-apimTemplate-policySection': { type: 'string' },
                },
              },
            },
            { type: 'object', required: ['templateId'] },
          ),
        },
        scriptOperations: textList,
        script: { type: ['object', 'null'] },
      },
      { type: 'object' },
    ),
  },
};

let validate: ValidateFunction | undefined;

/** Where the content of `apiProperties.json` doesn't match our schema. */
export function propertiesProblems(data: Json): PropertiesProblem[] {
  validate ??= new Ajv({ allErrors: true, strict: false, verbose: true, ownProperties: true }).compile(schema);
  if (validate(data)) return [];
  return (validate.errors ?? []).slice(0, maxProblems).map(problemOf);
}

/** Maximum number of problems reported in a file: one with more is no such file. */
const maxProblems = 100;

function problemOf({ keyword, instancePath, params, parentSchema }: ErrorObject): PropertiesProblem {
  const path = pointerKeys(instancePath);
  if (keyword === 'required') return missingKey(path, String(params.missingProperty));
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const meant = nearest(key, Object.keys((parentSchema?.properties ?? {}) as object), maxEdits);
    const hint = meant === undefined ? '' : say` Did you mean "${meant}"?`;
    return {
      path,
      key,
      message: say`\`${key}\` has no meaning here: it is ignored.${hint}`,
      isUnknownKey: true,
      ...(meant !== undefined && { meant }),
    };
  }
  const types = [params.type as string | string[]].flat().filter((type) => type !== 'null');
  const key = path.at(-1);
  const name = key === undefined ? say('This file') : /^\d+$/.test(key) ? say('This item') : `\`${key}\``;
  const wanted = anyOf(types.map((type) => say(nouns[type] ?? type)));
  return { path, message: say`${name} must be ${wanted}.`, ...(path.length < 2 && { isFatal: true }) };
}

/** Maximum number of edits between a mistyped key and the one that was meant. */
const maxEdits = 3;

const nouns: Record<string, string> = {
  array: mark('a list'),
  boolean: mark('true or false'),
  integer: mark('a whole number'),
  object: mark('an object'),
  string: mark('a text'),
};

/** What is missing without a key, which says more than its name. */
const purposes: Record<string, string> = {
  identityProvider: mark('the provider that signs people in, such as "oauth2", "oauth2generic" or "aad"'),
  name: mark('by which the connection remembers the choice'),
  parameters: mark('what is asked for this way to sign in'),
  templateId: mark('the template that says what the policy does'),
  type: mark('such as "string", "securestring" or "oauthSetting"'),
  value: mark('what is sent for this choice'),
  values: mark('the ways to sign in'),
};

function missingKey(path: string[], missing: string): PropertiesProblem {
  if (path.length === 0)
    return {
      path,
      message: say('Everything in this file belongs in the object `properties`, which is missing.'),
      isFatal: true,
    };
  const purpose = purposes[missing];
  return { path, message: say`\`${missing}\` is missing${purpose ? `: ${say(purpose)}` : ''}.` };
}
