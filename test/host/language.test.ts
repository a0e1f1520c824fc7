import { describeInHost } from './inHost';
import { sample } from './services';
import { inFolder } from './workspace';

const yaml = `swagger: '2.0'
info: { title: Orders, version: '1.0' }
host: api.example.com
paths:
  /hooks:
    post:
      operationId: WhenOrdered
      x-ms-trigger: sinlge
      parameters:
        - name: body
          in: body
          schema:
            type: object
            required: [url]
            properties:
              url: { type: string, x-ms-notification-url: true, x-ms-visibility: internal }
      responses:
        '201': { description: Created }
`;

const json = `{
  "swagger": "2.0",
  "info": { "title": "Orders", "version": "1.0" },
  "paths": {
    "/hooks": {
      "x-ms-notification-content": { "schema": { "type": "object", "properties": { "order": { "type": "integer" } } } },
      "post": {
        "operationId": "WhenOrdered",
        "x-ms-trigger": "sinlge",
        "parameters": [{ "name": "body", "in": "body", "schema": { "$ref": "#/definitions/Hook" } }],
        "responses": { "201": { "description": "Created" } }
      },
      "delete": { "operationId": "DeleteHook", "x-ms-visibility": "internal", "responses": { "204": { "description": "Deleted" } } }
    }
  },
  "definitions": {
    "Hook": {
      "type": "object",
      "required": ["url"],
      "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
    }
  }
}
`;

await describeInHost('the language in VS Code', 'language', async () => ({
  files: inFolder('language', {
    ...sample,
    'orders.swagger.json': json,
    'broken.swagger.json': json
      .replace('"version": "1.0"', '"version": "1.0",')
      .replace('  "paths"', '  "info": {},\n  "paths"'),
    'orders.swagger.yaml': yaml,
    'package.json': '{ "name": "swagger", "x-ms-trigger": "sinlge" }\n',
  }),
}));
