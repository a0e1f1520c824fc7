/** Fixes that turn a part of OpenAPI 3 into what Swagger 2.0 has. They are offered where nothing is lost. */

import { isObject, type Member, type Node, toData } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { allMembers } from '../../model/members';
import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { Components, movedReference } from '../openApi3/components';
import { type Loss, Source } from '../openApi3/losses';
import { convertResponse } from '../openApi3/operations';
import { convertBody, convertParameter } from '../openApi3/parameters';
import { convertSchema } from '../openApi3/schemas';
import { convertServers } from '../openApi3/servers';
import type { Change } from './edits';
import type { Fix, FixContext } from './fix';
import { holderOf } from './general';

type OpenApi3Fixer = (context: FixContext, member: Member, holder: Node) => Fix[];

/** The fixes by the key of OpenAPI 3. */
const fixers: Record<string, OpenApi3Fixer> = {
  openapi: ({ edit }, member, holder) => [{ title: say('Remove it'), changes: edit.remove(holder, member) }],
  requestBody: bodyParameter,
  content: (context, member, holder) =>
    holder.member('in') ? typedParameter(context, member, holder) : responseSchema(context, member, holder),
  schema: typedParameter,
  servers: address,
  components: definitions,
};

/** The fixes of a key that OpenAPI 3 has and Swagger 2.0 has not. */
export function openApi3Fixes(context: FixContext, member: Member): Fix[] {
  const holder = holderOf(member);
  const fixer = Object.hasOwn(fixers, member.key) ? fixers[member.key] : undefined;
  return holder && fixer ? fixer(context, member, holder) : [];
}

/** What references in a converted part lead to. */
const componentsOf = (definition: Definition): Components => definition.once(readComponents);

function readComponents({ root }: Definition): Components {
  const sections = ['components', 'definitions', 'parameters', 'responses'];
  return new Components(
    Object.fromEntries(sections.flatMap((key) => (root.get(key) ? [[key, toData(root.get(key)) as Json]] : []))),
  );
}

/** The result of a conversion; undefined where something would be lost, or a reference would lead nowhere. */
function lossless<T extends Json | object | undefined>(
  definition: Definition,
  convert: (components: Components, source: Source) => T,
): T | undefined {
  const losses: Loss[] = [];
  const converted = convert(componentsOf(definition), Source.root(losses));
  if (converted === undefined || losses.length > 0) return undefined;
  return referencesIn(converted).every((target) => definition.target(target)) ? converted : undefined;
}

function referencesIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

/** Turns `requestBody` into a parameter with `in: body`, or into the fields of a form. */
function bodyParameter({ definition, edit }: FixContext, member: Member, operation: Node): Fix[] {
  const written = toData(member.value) as Json;
  const body = lossless(definition, (components, source) => convertBody(written, components, source));
  const list = operation.member('parameters');
  const bodies = (list?.value?.items ?? []).map((item) => definition.resolve(item)?.text('in'));
  if (!body || body.parameters.length === 0 || bodies.some((sentIn) => sentIn === 'body' || sentIn === 'formData'))
    return [];
  if (list && list.value?.kind !== 'array') return [];
  const changes = list?.value
    ? [...edit.appendAll(list.value, body.parameters), ...edit.remove(operation, member)]
    : [...edit.rename(member, 'parameters'), ...edit.replaceValue(member, body.parameters)];
  const isForm = body.parameters.some((one) => (one as JsonObject).in === 'formData');
  const isDefault = body.consumes.every((type) => type === 'application/json');
  const types = isDefault || operation.member('consumes') ? [] : edit.insert(operation, 'consumes', body.consumes);
  const title = isForm
    ? say('Change to parameters with "in": "formData"')
    : say('Change to a parameter with "in": "body"');
  return [{ title, changes: [...changes, ...types], carriesOver: true }];
}

/** Turns `content` of a response into its `schema`. */
function responseSchema({ definition, edit }: FixContext, member: Member, response: Node): Fix[] {
  if (response.member('schema')) return [];
  const written: JsonObject = { content: toData(member.value) as Json };
  const converted = lossless(definition, (components, source) => convertResponse(written, components, source));
  if (!converted) return [];
  const { schema } = converted as JsonObject;
  return schema === undefined
    ? [{ title: say('Remove it'), changes: edit.remove(response, member) }]
    : [
        {
          title: say('Change to "schema"'),
          changes: [...edit.rename(member, 'schema'), ...edit.replaceValue(member, schema)],
          carriesOver: true,
        },
      ];
}

/** Writes the type of a parameter or a header, which OpenAPI 3 has in its `schema`, right into it. */
function typedParameter({ definition, edit }: FixContext, member: Member, holder: Node): Fix[] {
  const title = say`Write what "${member.key}" says right here`;
  if (holder.member('type')) return [{ title: say('Remove it'), changes: edit.remove(holder, member) }];
  const { name: _, in: sentIn, ...written } = toData(holder) as JsonObject;
  if (sentIn === 'body') return [];
  const wholes = { name: 'value', in: sentIn ?? 'header', ...written };
  const converted = lossless(definition, (components, source) => convertParameter(wholes, components, source));
  if (!converted) return [];
  const { type, ...others } = converted as JsonObject;
  const added = Object.fromEntries(
    Object.entries(others).filter(([key]) => !holder.member(key) && key !== 'name' && key !== 'in'),
  );
  return [
    {
      title,
      changes: [
        ...edit.rename(member, 'type'),
        ...edit.replaceValue(member, type!),
        ...(Object.keys(added).length > 0 ? edit.insertAll(holder, added) : []),
      ],
      carriesOver: true,
    },
  ];
}

/** Turns the first of `servers` into `host`, `basePath` and `schemes`; where there is a host, the servers are not read. */
function address({ definition, edit }: FixContext, member: Member, holder: Node): Fix[] {
  if (holder !== definition.root) return [];
  if (holder.member('host')) return [{ title: say('Remove it'), changes: edit.remove(holder, member) }];
  const written = toData(member.value) as Json;
  const found = lossless(definition, (_, source) => convertServers(written, source));
  if (!found?.host) return [];
  const { host, basePath, schemes } = found;
  const others: JsonObject = {
    ...(basePath && basePath !== '/' && !holder.member('basePath') && { basePath }),
    ...(schemes && !holder.member('schemes') && { schemes }),
  };
  return [
    {
      title: say`Change to "host": "${host}"`,
      changes: [
        ...edit.rename(member, 'host'),
        ...edit.replaceValue(member, host),
        ...(Object.keys(others).length > 0 ? edit.insertAll(holder, others) : []),
      ],
      carriesOver: true,
    },
  ];
}

/** Moves the schemas of `components` to `definitions`, with all references, where each name is free or means the same. */
function definitions({ edit }: FixContext, member: Member, root: Node): Fix[] {
  const schemas = member.value?.get('schemas');
  const known = root.get('definitions');
  if (!isObject(schemas) || member.value!.members.some(({ key }) => key !== 'schemas')) return [];
  if (known && !isObject(known)) return [];
  const losses: Loss[] = [];
  const entries = Object.entries(toData(schemas) as JsonObject);
  const converted = entries.map(([name, schema]): [string, Json] => [
    name,
    convertSchema(schema, Source.root(losses).at(name)),
  ]);
  const added = converted.filter(([name, schema]) => !isSameAs(known?.get(name), schema));
  if (losses.length > 0 || added.some(([name]) => known?.member(name))) return [];
  const changes: Change[] = known
    ? [...(added.length > 0 ? edit.insertAll(known, Object.fromEntries(added)) : []), ...edit.remove(root, member)]
    : [...edit.rename(member, 'definitions'), ...edit.replaceValue(member, Object.fromEntries(added))];
  const inside = new Set(allMembers(member.value!, ({ key }) => key === '$ref'));
  const references = allMembers(root, (one) => one.key === '$ref' && one.value?.kind === 'string' && !inside.has(one));
  const moved = references.flatMap(({ value }) => {
    const target = String(value!.value);
    return movedReference(target) === target || !target.startsWith('#/components/schemas/')
      ? []
      : edit.replace(value!, movedReference(target));
  });
  return [{ title: say('Move the schemas to "definitions"'), changes: [...changes, ...moved], carriesOver: true }];
}

function isSameAs(known: Node | undefined, schema: Json): boolean {
  return known !== undefined && JSON.stringify(toData(known)) === JSON.stringify(schema);
}
