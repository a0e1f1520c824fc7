import type { Member, Node } from '../../documents/tree';
import { converted, isOfType } from '../../model/coerceValue';
import type { Definition } from '../../model/definition';
import { namesOf } from '../../model/dynamic';
import { allMembers } from '../../model/members';
import { pathParameter } from '../../model/pathParameter';
import { fitsParts } from '../../model/schemas';
import { outerPlaces } from '../../model/sections';
import { parametersOf } from '../../model/triggers';
import { mayHaveExtension, nearest, nearestExtension, nearestOrOnly } from '../../model/vocabulary';
import type { Place } from '../../model/walk';
import type { Json, JsonObject } from '../../protocol/json';
import { escapePointer } from '../../protocol/pointer';
import { type At, type Finding, markedMember } from '../../rules/rule';
import { allOf, say } from '../../texts/say';
import type { Change, Editor } from './edits';
import type { Fix, Fixer } from './fix';

/** The member that is marked, or whose value is marked. */
export function memberAt(at: At): Member | undefined {
  if (!('node' in at)) return markedMember(at);
  return at.node.parent?.members.find(({ value }) => value === at.node);
}

/** The object that holds a member. */
export function holderOf(member: Member | undefined): Node | undefined {
  return member?.value?.parent;
}

/** True for a value without content: none, an empty text, an empty object or list. */
export function isEmpty(node: Node | undefined): boolean {
  if (!node || node.kind === 'null') return true;
  if (node.kind === 'string') return String(node.value).trim() === '';
  return (node.kind === 'object' || node.kind === 'array') && node.members.length + node.items.length === 0;
}

/** Removes the marked member. */
export function removal(title: string, safe = false): Fixer {
  return ({ finding, edit }) => {
    const member = memberAt(finding.at);
    const holder = holderOf(member);
    return member && holder ? [{ title, changes: edit.remove(holder, member), safe }] : [];
  };
}

/** The fix that the rule proposes; otherwise removes the marked member. */
export const repairOrRemove: Fixer = (context) =>
  context.finding.repair ? repair(context) : removal(say('Remove it'))(context);

/** Replaces the marked value, or the value of the marked member. */
export function replaceValueFix(title: string, value: string | boolean, safe = false): Fixer {
  return ({ finding, edit }) => {
    const node = 'node' in finding.at ? finding.at.node : memberAt(finding.at)?.value;
    return node ? [{ title, changes: edit.replace(node, value), safe }] : [];
  };
}

/** Every object of a definition that has a role. */
function placesOf(definition: Definition): Place[] {
  return [...outerPlaces(definition.root), ...definition.sections.flatMap(({ facts }) => facts.places)];
}

export const renameExtension: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const near = member && nearestExtension(member.key);
  const holder = holderOf(member);
  if (!member || !near || !holder) return [];
  // The right key is there, too: a second one would be no better.
  const right = holder.member(near);
  if (right && isEmpty(right.value) && !isEmpty(member.value)) {
    const changes = [...edit.remove(holder, right), ...edit.rename(member, near)];
    return [{ title: say`Change to "${near}", and remove the empty one`, changes }];
  }
  if (right) return [{ title: say('Remove it'), changes: edit.remove(holder, member) }];
  const found = placesOf(definition).flatMap(({ node, role }) => {
    const other = mayHaveExtension(near, role) && !node.member(near) ? node.member(member.key) : undefined;
    return other ? [other] : [];
  });
  // A value that YAML places share by an anchor is written once.
  const same = [...new Set(found)];
  const one: Fix = {
    title: say`Change to "${near}"`,
    changes: edit.rename(member, near),
    safe: !hidesDefault(holder, near),
  };
  if (same.length < 2) return [one];
  // The key is reported once in a file, so it is fixed everywhere.
  return [
    {
      title: say`Change all ${same.length} in this file to "${near}"`,
      changes: same.flatMap((other) => edit.rename(other, near)),
      safe: true,
    },
  ];
};

/** True when the visibility hides an optional parameter with a default, which Power Automate may then leave out. */
function hidesDefault(holder: Node, key: string): boolean {
  const isOptional = holder.member('in') !== undefined && holder.get('required')?.value !== true;
  return key === 'x-ms-visibility' && isOptional && holder.member('default') !== undefined;
}

/** The words of other tools and of everyday language. */
const meantVisibility = new Map([
  ...['hidden', 'hide', 'invisible', 'private', 'false'].map((word) => [word, 'internal'] as const),
  ...['visible', 'show', 'shown', 'public', 'basic', 'default', 'normal', 'true'].map(
    (word) => [word, 'none'] as const,
  ),
  ['optional', 'advanced'],
  ['required', 'important'],
]);

export const nearestVisibility: Fixer = ({ definition, finding, edit }) => {
  if (!('node' in finding.at)) return [];
  const { node } = finding.at;
  const values = ['none', 'important', 'advanced', 'internal'];
  const near = meantVisibility.get(String(node.value).toLowerCase()) ?? nearest(String(node.value), values, 3);
  const ordered = near ? [near, ...values.filter((value) => value !== near)] : values;
  // A value is reported once in a file, so it is fixed everywhere.
  const same = allMembers(
    definition.root,
    (member) =>
      member.key === 'x-ms-visibility' && member.value?.kind === 'string' && member.value.value === node.value,
  ).map((member) => member.value!);
  const mustBeSeen = same.some((one) => one.parent && mayNotBeHidden(one.parent));
  const offered = mustBeSeen ? ordered.filter((value) => value !== 'internal') : ordered;
  const places = same.length > 1 ? say` in ${same.length} places` : '';
  return offered.map((value) => ({
    title: say`Change to "${value}"${places}`,
    changes: same.flatMap((one) => edit.replace(one, value)),
  }));
};

/**
 * True for what *internal* would give a finding of its own: a trigger, what is required without a default, and what has a
 * default but is optional.
 */
function mayNotBeHidden(node: Node): boolean {
  if (node.member('x-ms-trigger')) return true;
  const isParameter = node.member('in') !== undefined;
  const required = isParameter ? node.get('required')?.value === true : isRequiredProperty(node);
  const others = ['properties', '$ref', 'x-ms-notification-url'];
  if (required === undefined || others.some((key) => node.member(key))) return false;
  return required !== (node.member('default') !== undefined);
}

/** Whether a property is required in the object around it; undefined for what is no property. */
function isRequiredProperty(node: Node): boolean | undefined {
  const properties = node.parent;
  const owner = properties?.parent;
  const name = properties?.members.find(({ value }) => value === node)?.key;
  if (name === undefined || owner?.get('properties') !== properties) return undefined;
  return owner?.get('required')?.items.some(({ value }) => value === name) === true;
}

export const nearestReference: Fixer = (context) => {
  const { definition, finding, edit } = context;
  if (!('node' in finding.at)) return [];
  const { node } = finding.at;
  // The same thing in its place of Swagger 2.0.
  if (finding.repair) return repair(context);
  if (node.kind !== 'string') return [];
  const written = String(node.value);
  const targets = ['definitions', 'parameters', 'responses'].flatMap((section) => {
    const value = definition.root.get(section);
    return value?.kind === 'object' ? value.members.map(({ key }) => `#/${section}/${escapePointer(key)}`) : [];
  });
  const others = targets.filter((target) => target !== written);
  const near = nearest(written, others, Math.max(3, written.length >> 2));
  return near ? [{ title: say`Change to "${near}"`, changes: edit.replace(node, near) }] : [];
};

export const nearestOperation: Fixer = ({ definition, finding, edit }) => {
  if (!('node' in finding.at)) return [];
  const { node } = finding.at;
  const ids = definition.operationIds().filter((id) => takesArguments(definition, node.parent, id));
  const near = nearest(String(node.value), ids, Math.max(3, String(node.value).length >> 2));
  return near ? [{ title: say`Change to "${near}"`, changes: edit.replace(node, near) }] : [];
};

/** True when an operation has all parameters that a dynamic extension passes, and requires no other. */
function takesArguments(definition: Definition, extension: Node | undefined, id: string): boolean {
  const passed = extension?.get('parameters')?.members ?? [];
  const [operation] = definition.operationsById(id);
  if (!operation) return false;
  const { parameters } = parametersOf(definition, operation);
  const isPassed = (parameter: Node): boolean => passed.some(({ key }) => key === parameter.text('name'));
  const isNeeded = (parameter: Node): boolean =>
    parameter.get('required')?.value === true && parameter.text('in') !== 'body' && !parameter.member('default');
  return (
    passed.every(({ key }) => parameters.some((parameter) => parameter.text('name') === key)) &&
    parameters.every((parameter) => isPassed(parameter) || !isNeeded(parameter))
  );
}

/** Makes a summary a text; next to a title, which flow makers see instead, it goes. */
export const summaryText: Fixer = (context) => {
  const title = holderOf(memberAt(context.finding.at))?.get('title');
  return isEmpty(title) ? repair(context) : removal(say('Remove it'))(context);
};

export const operationId: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  if (!member) return [];
  const named = member.key === 'operationId';
  const operation = definition.operations.find((one) =>
    named ? one.node === holderOf(member) : one.member === member,
  );
  if (!operation) return [];
  const words = `${operation.method}/${operation.path}`.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
  const written = named && member.value?.kind === 'string' ? String(member.value.value) : '';
  // Of two with one name, the second gets a number; otherwise the characters that Microsoft replaces go.
  const isShared = written !== '' && definition.operationsById(written).length > 1;
  const [first, ...others] = written.split(isShared ? /[^\w.-]+/ : /\W+/).filter(Boolean);
  const wanted = first === undefined ? words.map(capital).join('') : [first, ...others.map(capital)].join('');
  let id = wanted;
  for (let n = 2; definition.operationsById(id).length > 0; n++) id = `${wanted}${n}`;
  // When two have the same name, it is not known which is meant.
  const uses = written && definition.operationsById(written).length === 1 ? namesOf(definition, written) : [];
  const changes =
    named && member.value
      ? [...new Set([member.value, ...uses])].flatMap((node) => edit.replace(node, id))
      : edit.insert(operation.node, 'operationId', id);
  return [{ title: `${named ? say('Rename this one to') : say('Add operationId')} "${id}"`, changes }];
};

/**
 * The fixes for a path and its parameters: when they differ by one name, that is most likely the one that was meant.
 */
export const declarePathParameter: Fixer = ({ definition, finding, edit }) => {
  const { at } = finding;
  const written = 'node' in at && at.node.kind === 'string' ? at.node : undefined;
  const member = 'node' in at ? undefined : memberAt(at);
  const operation = definition.operations.find((one) =>
    written ? parametersOf(definition, one).parameters.includes(written.parent!) : one.member === member,
  );
  if (!operation) return [];
  const declared = parametersOf(definition, operation).parameters.filter((one) => one.text('in') === 'path');
  const inPath = namesIn(operation.path);
  const missing = inPath.filter((name) => !declared.some((one) => one.text('name') === name));
  // The target of a `$ref` belongs to other operations, too.
  const idle = declared.flatMap((one) => {
    const name = one.get('name');
    return name && one.parent?.kind === 'array' && !inPath.includes(String(name.value)) ? [name] : [];
  });
  if (written) {
    const near = nearestOrOnly(String(written.value), missing, 2);
    return near === undefined ? [] : [{ title: say`Change to "${near}"`, changes: edit.replace(written, near) }];
  }
  const name = finding.subject;
  if (name === undefined) return [];
  const near = nearestOrOnly(
    name,
    idle.map(({ value }) => String(value)),
    2,
  );
  const meant = idle.find(({ value }) => value === near);
  const parameter = pathParameter(name);
  const list = operation.node.get('parameters');
  // A value that is not a list has a finding of its own.
  const isAddable = !list || list.kind === 'array' || isEmpty(list);
  const changes =
    list?.kind === 'array' ? edit.append(list, parameter) : edit.insert(operation.node, 'parameters', [parameter]);
  return [
    ...(meant ? [{ title: say`Rename the parameter "${near}" to "${name}"`, changes: edit.replace(meant, name) }] : []),
    ...(isAddable ? [{ title: say`Add the path parameter "${name}"`, changes }] : []),
  ];
};

const namesIn = (template: string): string[] => Array.from(template.matchAll(/\{([^{}]+)\}/g), (match) => match[1]!);

export const swaggerVersion: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  if (member?.key === 'swagger' && member.value)
    return [{ title: say('Change to "2.0"'), changes: edit.replace(member.value, '2.0') }];
  if (member?.key === 'openapi') return [];
  const near = definition.root.members.find(({ key }) => nearest(key, ['swagger'], 2) !== undefined);
  if (near) return [{ title: say('Change to "swagger"'), changes: edit.rename(near, 'swagger') }];
  return [
    {
      title: say('Add swagger: "2.0"'),
      changes: edit.insert(definition.root, 'swagger', '2.0', definition.root.members[0]?.key),
    },
  ];
};

/** The fix that the rule proposes. */
export const repair: Fixer = ({ finding, edit }) => proposedFixes(finding, edit);

/** As {@link repair}, for a finding of any file. */
export function proposedFixes({ at, repair: known }: Finding, edit: Editor): Fix[] {
  const member = memberAt(at);
  if (!known) return [];
  if ('replace' in known) return replaceFix(edit, known.replace, known.key, known.value);
  if ('key' in known) {
    if (!member || holderOf(member)?.member(known.key)) return [];
    return [{ title: say`Change to "${known.key}"`, changes: edit.rename(member, known.key) }];
  }
  if ('rename' in known) {
    const names = allOf([...new Set(known.rename.map(({ key }) => `"${key}"`))]);
    const changes = known.rename.flatMap(({ member: one, key }) => edit.rename(one, key));
    return [{ title: say`Change to ${names}`, changes }];
  }
  if ('add' in known) {
    const { add, value, to } = known;
    return [{ title: say`Add ${JSON.stringify(add)}: ${JSON.stringify(value)}`, changes: edit.insert(to, add, value) }];
  }
  if ('remove' in known) return removeFix(edit, known.remove);
  if ('removeAll' in known) return removeAllFix(edit, known.removeAll);
  if ('move' in known) {
    const from = holderOf(known.move);
    return from ? [{ title: say('Move it to the schema'), changes: edit.move(from, known.move, known.to) }] : [];
  }
  if ('require' in known) {
    const names = allOf(known.require.map(({ name }) => `"${name}"`));
    const changes = known.require.flatMap(({ holder, name }) => requireProperty(edit, holder, name));
    return [{ title: say`List ${names} in required`, changes }];
  }
  const node = 'node' in at ? at.node : member?.value;
  if (member?.key === 'type' && !isTypeFor(holderOf(member), known.value)) return [];
  return node
    ? [{ title: say`Change to ${JSON.stringify(known.value)}`, changes: edit.replace(node, known.value) }]
    : [];
}

function replaceFix(edit: Editor, member: Member, key: string, value: Json): Fix[] {
  const holder = holderOf(member);
  if (!holder || holder.member(key)) return [];
  const changes = [...edit.rename(member, key), ...edit.replaceValue(member, value)];
  return [{ title: say`Change to "${key}"`, changes, carriesOver: true }];
}

function removeAllFix(edit: Editor, members: Member[]): Fix[] {
  const [first] = members;
  const holder = holderOf(first);
  if (!first || !holder) return [];
  const title = members.length > 1 ? say`Remove these ${members.length} keys` : say`Remove "${first.key}"`;
  return [{ title, changes: edit.removeAll(holder, members) }];
}

function removeFix(edit: Editor, removed: Member | Node): Fix[] {
  if ('key' in removed) {
    const holder = holderOf(removed);
    return holder ? [{ title: say`Remove "${removed.key}"`, changes: edit.remove(holder, removed) }] : [];
  }
  const list = removed.parent;
  return list?.kind === 'array' ? [{ title: say('Remove it'), changes: edit.removeItems(list, [removed]) }] : [];
}

/** True when a schema with that type still describes the members or items of its values. */
function isTypeFor(schema: Node | undefined, type: unknown): boolean {
  return !schema || typeof type !== 'string' || fitsParts(schema, type);
}

/** Adds a property to `required` of its object, unless it is listed there. */
export function requireProperty(edit: Editor, holder: Node, name: string): Change[] {
  const list = holder.get('required');
  if (!list) return edit.insert(holder, 'required', [name], 'properties');
  // A value that is not a list is not read.
  if (list.kind !== 'array') return edit.replace(list, [name]);
  if (list.items.some(({ value }) => value === name)) return [];
  const properties = holder.get('properties');
  const meant = list.items.find(
    ({ value }) => String(value).toLowerCase() === name.toLowerCase() && !properties?.member(String(value)),
  );
  return meant ? edit.replace(meant, name) : edit.append(list, name);
}

/** Removes the marked item, or the item that the marked value belongs to. */
export function itemRemoval(title: string): Fixer {
  return ({ finding, edit }) => {
    let item = 'node' in finding.at ? finding.at.node : undefined;
    while (item && item.parent?.kind !== 'array') item = item.parent;
    return item?.parent ? [{ title, changes: edit.removeItems(item.parent, [item]) }] : [];
  };
}

/** Properties to fill in. */
export const skeletonProperties: JsonObject = { id: { type: 'string', 'x-ms-summary': 'Id' } };

/** Replaces a list of types by one of them and `x-nullable`; an object with properties gets the type that has them. */
export const readableType: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  if (!member?.value || !holder) return [];
  if (member.key === 'properties') {
    // Next to a reference, the type would be read no more than the properties are.
    if (holder.member('$ref')) return [];
    // Typed, a schema without properties would still have nothing to read.
    if (isEmpty(member.value))
      return [
        {
          title: say('Add "type": "object", and a property to fill in'),
          changes: [
            ...edit.insert(holder, 'type', 'object', 'properties'),
            ...edit.replaceValue(member, skeletonProperties),
          ],
        },
      ];
    return [
      { title: say('Add "type": "object"'), changes: edit.insert(holder, 'type', 'object', 'properties'), safe: true },
    ];
  }
  if (member.key !== 'type') return [];
  const types = member.value.items.map(({ value }) => String(value));
  const one = types.find((type) => type !== 'null' && isTypeFor(holder, type));
  if (!one || types.length > 2) return [];
  const changes = edit.replaceValue(member, one);
  if (types.includes('null') && !holder.member('x-nullable')) changes.push(...edit.insert(holder, 'x-nullable', true));
  return [{ title: say`Change to "${one}"`, changes }];
};

/**
 * Converts the values of a list to its `type` when all of them can be, or changes the type to the one that all values
 * have.
 */
export const valueOfType: Fixer = (context) => {
  const { finding, edit } = context;
  const first = 'node' in finding.at ? finding.at.node : undefined;
  const list = first?.parent?.kind === 'array' ? first.parent : undefined;
  const holder = list?.parent;
  const type = holder?.get('type');
  if (!list || holder?.get('enum') !== list || !type) return repair(context);
  const wanted = String(type.value);
  const changes = list.items.flatMap((item) => {
    const same = isOfType(item, wanted) ? undefined : converted(item, wanted);
    return same === undefined ? [] : edit.replace(item, same);
  });
  const [kind, ...otherKinds] = [...new Set(list.items.map((item) => item.kind))];
  return [
    ...(changes.length > 0 ? [{ title: say`Change the values to ${wanted}`, changes }] : []),
    ...(otherKinds.length === 0 && isTypeFor(holder, kind)
      ? [{ title: say`Change the type to ${kind}`, changes: edit.replace(type, kind!) }]
      : []),
  ];
};
