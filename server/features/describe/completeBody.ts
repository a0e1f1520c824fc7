import { OpenDocument } from '../../documents/document';
import { Definition } from '../../model/definition';
import type { BodyDescription, DescribeBodyParams } from '../../protocol/triggers';
import { describeBody } from './parameters';

/**
 * Describes a body whose schema came from the service. It is read in a definition of its own, where its references lead into
 * its own `definitions`.
 *
 * @throws for a schema that nests too deeply to be read
 */
export function describeCompleteBody({ name, required, schema }: DescribeBodyParams): BodyDescription {
  const { definitions = {}, ...own } = schema;
  const text = JSON.stringify({ parameters: { body: { name, in: 'body', required, schema: own } }, definitions });
  const { root } = new OpenDocument('file:///apiDefinition.swagger.json', 'json', 1, text).tree;
  const definition = new Definition(root!, false);
  return describeBody(definition, definition.target('#/parameters/body')!);
}
