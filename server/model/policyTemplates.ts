/**
 * Microsoft's policy templates: learn.microsoft.com/connectors/custom-connectors/policy-templates, the page of each template
 * there, and microsoft/PowerPlatformConnectors' schema of `apiProperties.json`, as read in 2026. The texts are ours.
 */

/** One parameter of a template, without the prefix `x-ms-apimTemplateParameter.`. */
import { mark } from '../texts/say';
export interface TemplateParameter {
  description: string;
  /** True where the policy does nothing without it. */
  required?: boolean;
  /** The allowed values; upper and lower case count as the same. */
  values?: string[];
}

export interface PolicyTemplate {
  /** What it does, in one sentence. */
  summary: string;
  parameters: Record<string, TemplateParameter>;
  /** The values of `x-ms-apimTemplate-policySection`; none where the template acts at one place only. */
  sections: string[];
  /** False for templates that Microsoft doesn't describe: what they take is known from published connectors alone. */
  documented: boolean;
}

const both = ['Request', 'Response'];

const existsAction: TemplateParameter = {
  description: mark('What to do when it is there already: `override` it, `skip` (keep it), or `append` behind it.'),
  values: ['override', 'skip', 'append'],
};

const parentPath: TemplateParameter = {
  description: mark('The object that holds the property, such as `@body()`; of an array, each item.'),
  required: true,
};
const subPath: TemplateParameter = { description: mark('The property below the parent, such as `tags`.') };
const newPath: TemplateParameter = { description: mark('The property that takes the result.'), required: true };

/** The templates by `templateId` in lower case: Power Automate compares it so. */
export const policyTemplates: ReadonlyMap<string, PolicyTemplate> = new Map(
  Object.entries<PolicyTemplate>({
    setheader: {
      summary: mark('Sets a header of the request or of the response.'),
      parameters: {
        name: { description: mark('The name of the header.'), required: true },
        value: {
          description: mark("The value of the header, such as `Token @connectionParameters('api_key')`."),
          required: true,
        },
        existsAction,
      },
      sections: [...both, 'Failure'],
      documented: true,
    },
    dynamichosturl: {
      summary: mark('Replaces the base URL: the `host` and the `basePath` of the definition no longer count.'),
      parameters: {
        urlTemplate: {
          description: mark(
            "The base URL with its path, such as `https://@connectionParameters('region').example.com/v2`.",
          ),
          required: true,
        },
      },
      sections: [],
      documented: true,
    },
    routerequesttoendpoint: {
      summary: mark('Sends the request to another path, below the base URL, or by another method.'),
      parameters: {
        newPath: {
          description: mark("The path without the base path; `{id}` is the operation's path parameter."),
          required: true,
        },
        httpMethod: {
          description: mark('The method. `@Request.OriginalHTTPMethod` keeps that of the operation.'),
          values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', '@Request.OriginalHTTPMethod'],
        },
      },
      sections: [],
      documented: true,
    },
    setproperty: {
      summary: mark('Sets a property of the body.'),
      parameters: {
        newPropertyParentPathTemplate: parentPath,
        newPropertySubPathTemplate: {
          description: mark('The property below the parent, such as `topic`.'),
          required: true,
        },
        propertyValuePathTemplate: {
          description: mark('The value: text, with `{@body().id}` for a value of the body. It is always sent as text.'),
          required: true,
        },
      },
      sections: both,
      documented: true,
    },
    setqueryparameter: {
      summary: mark('Sets a query parameter of the request.'),
      parameters: {
        name: { description: mark('The name of the query parameter.'), required: true },
        value: { description: mark('Its value.'), required: true },
        existsAction,
      },
      sections: [],
      documented: true,
    },
    pollingtrigger: {
      summary: mark('Keeps the state of a polling trigger from one call to the next.'),
      parameters: {
        triggerConfig: {
          description: mark('An object: for each query parameter, the expression for its next value.'),
          required: true,
        },
        triggerDataPath: {
          description: mark('Where the new items are in the response, such as `@triggerBody().items`.'),
          required: true,
        },
      },
      sections: [],
      documented: true,
    },
    stringreplace: {
      summary: mark('Replaces text in a property of the body.'),
      parameters: {
        propertyParentPath: parentPath,
        propertySubPath: subPath,
        sourceString: { description: mark('The text to replace.'), required: true },
        replacementString: { description: mark('The text to write instead.'), required: true },
        newPropertyPath: newPath,
      },
      sections: both,
      documented: true,
    },
    convertobjecttoarray: {
      summary: mark('Turns the members of an object into the items of an array.'),
      parameters: {
        propertyParentPath: parentPath,
        propertySubPath: subPath,
        newPropertyPath: newPath,
        keyName: { description: mark('The property of an item that takes the key.') },
        valueName: { description: mark('The property of an item that takes the value.') },
      },
      sections: both,
      documented: true,
    },
    convertarraytoobject: {
      summary: mark('Turns the items of an array into the members of an object.'),
      parameters: {
        propertyParentPath: parentPath,
        propertySubPath: subPath,
        keyWithinCollectionPath: { description: mark('The property of an item that becomes the key.'), required: true },
        newPropertyPath: newPath,
        retainKey: { description: mark('Whether the item keeps that property.'), values: ['true', 'false'] },
      },
      sections: both,
      documented: true,
    },
    stringtoarray: {
      summary: mark('Splits a text into an array of objects.'),
      parameters: {
        propertyParentPath: parentPath,
        propertySubPath: subPath,
        delimiterList: { description: mark('The characters that separate the parts.'), required: true },
        childPropertyName: { description: mark('The property of an item that takes its text.'), required: true },
        newPropertyPath: newPath,
      },
      sections: both,
      documented: true,
    },
    updatenextlink: {
      summary: mark('Makes the link to the next page go through the connector.'),
      parameters: {
        nextLinkPropertyName: { description: mark('The property of the response that has the link.'), required: true },
        nextLinkParentPropertyPath: { description: mark('The object that holds it, when it is not the body.') },
      },
      sections: [],
      documented: true,
    },
    setvaluefromurl: {
      summary: mark('Fetches a value by a second call and sets a header or query parameter to it.'),
      parameters: {
        parameterTemplate: {
          description: mark("What takes the value: `@headers('X-Site')` or `@queryParameters('site')`."),
          required: true,
        },
        httpMethod: { description: mark('The method of the second call.'), values: ['GET', 'POST', 'PUT'] },
        parameterValueUrl: { description: mark('The path of the second call, on the same host.'), required: true },
        parameterValuePathTemplate: {
          description: mark('Where the value is in its response, such as `@body().site.id`.'),
          required: true,
        },
      },
      sections: both,
      documented: true,
    },
    setconnectionstatustounauthenticated: {
      summary: mark('Marks the connection as broken when the service answers with a status code.'),
      parameters: { statusCode: { description: mark('The status code, such as `401`.') } },
      sections: [],
      documented: true,
    },
    encodepropertyvalue: {
      summary: mark('Encodes a property of the body.'),
      parameters: {},
      sections: [],
      documented: false,
    },
    moveproperties: {
      summary: mark('Moves properties of the body to another place.'),
      parameters: {},
      sections: [],
      documented: false,
    },
    dynamicsubdomain: {
      summary: mark('Puts a value before the host name.'),
      parameters: {},
      sections: [],
      documented: false,
    },
  }),
);

/** The ids as they are mostly written. */
export const templateIds = [...policyTemplates.keys()];
