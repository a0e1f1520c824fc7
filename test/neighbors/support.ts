import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { OpenDocument } from '../../server/documents/document';
import { definitionOf } from '../../server/features/validate';
import { validateProperties } from '../../server/features/validateProperties';
import { validateScript } from '../../server/features/validateScript';
import { propertiesOf } from '../../server/model/properties';
import type { Icon, PropertiesFile } from '../../server/model/propertiesFile';
import type { Profile } from '../../server/protocol/requests';

/** A definition with a webhook trigger, a polling trigger and an action with a path parameter, below `/v2`. */
const definitionText = JSON.stringify({
  swagger: '2.0',
  info: { title: 'Parcels', version: '1.0', contact: { name: 'Desk' } },
  host: 'parcels.example.com',
  basePath: '/v2',
  paths: {
    '/hooks': {
      'x-ms-notification-content': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
      post: {
        operationId: 'OnParcel',
        summary: 'When a parcel arrives',
        'x-ms-trigger': 'single',
        responses: { 201: { description: 'Created' } },
      },
    },
    '/parcels': {
      get: {
        operationId: 'OnNewParcel',
        summary: 'When a parcel is new',
        'x-ms-trigger': 'batch',
        responses: { 200: { description: 'OK', schema: { type: 'array', items: { type: 'string' } } } },
      },
    },
    '/desks/{desk}': {
      get: {
        operationId: 'GetDesk',
        summary: 'Get a desk',
        parameters: [{ name: 'desk', in: 'path', required: true, type: 'string' }],
        responses: { 200: { description: 'OK' } },
      },
    },
  },
});

export interface Setting {
  profile?: Profile;
  folder?: string;
  icon?: Icon;
  definition?: string;
}

/** `apiProperties.json` with its model, next to a definition. */
export function openProperties(
  text: string,
  { folder = 'certified-connectors/Parcels', icon, definition = definitionText }: Setting = {},
): { document: OpenDocument; file: PropertiesFile | undefined } {
  const document = new OpenDocument(`file:///${folder}/apiProperties.json`, 'json', 1, text);
  const definitionDocument = new OpenDocument(`file:///${folder}/apiDefinition.swagger.json`, 'json', 1, definition);
  const properties = propertiesOf(document);
  const model = definitionOf(definitionDocument, properties);
  return { document, file: properties && { properties, definition: model, definitionDocument, icon } };
}

/** The findings of `apiProperties.json`, each as `severity code: marked text`. */
export function inProperties(text: string, setting: Setting = {}): string[] {
  const { document, file } = openProperties(text, setting);
  const found = validateProperties(document, file, { profile: setting.profile ?? 'custom' });
  return found.map((one) => line(one, text.slice(offset(document, one.range.start), offset(document, one.range.end))));
}

/** The findings of `apiProperties.json` with these members of `properties`. */
export const inConnector = (members: object, setting?: Setting): string[] =>
  inProperties(JSON.stringify({ properties: connectorWith(members) }, null, 2), setting);

export const connectorWith = (members: object): object => ({
  connectionParameters: { region: { type: 'string' } },
  iconBrandColor: '#2b579a',
  publisher: 'Contoso',
  stackOwner: 'Contoso',
  ...members,
});

/** A policy; `settings` are the template's parameters without their prefix. */
export function policy(templateId: string, settings: object, others: object = {}): object {
  const parameters = Object.entries(settings).map(([key, value]) => [`x-ms-apimTemplateParameter.${key}`, value]);
  return { templateId, title: 'Rule', parameters: { ...Object.fromEntries(parameters), ...others } };
}

export const forOperations = (...ids: string[]): object => ({ 'x-ms-apimTemplate-operationName': ids });

/** The findings of `script.csx`, each as `severity code: marked text`. */
export function inScript(text: string, { profile = 'custom', definition = definitionText }: Setting = {}): string[] {
  const document = TextDocument.create('file:///parcels/script.csx', 'csharp', 1, text);
  const model = definitionOf(new OpenDocument('file:///parcels/a.swagger.json', 'json', 1, definition));
  return validateScript(document, model, { profile }).map((one) => line(one, document.getText(one.range)));
}

const severities = ['error', 'warning', 'information', 'hint'];

const line = ({ severity, code }: Diagnostic, marked: string): string =>
  `${severities[severity! - 1]} ${code}: ${marked}`;

const offset = (document: OpenDocument, position: Diagnostic['range']['start']): number => document.offsetAt(position);
