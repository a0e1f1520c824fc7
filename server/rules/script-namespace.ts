import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const scriptNamespace: Rule = {
  code: 'script-namespace',
  summary: "`script.csx` uses a namespace that Microsoft doesn't list as supported.",
  severity: { custom: 'information', certification: 'warning' },
  script: ({ code }, report) => {
    for (const match of code.matchAll(/^[ \t]{0,40}using[ \t]{1,40}([A-Za-z_][\w.]{0,200})[ \t]{0,40};/gm)) {
      const [all, name] = match;
      if (supported.has(name!)) continue;
      const start = match.index + all.lastIndexOf(name!);
      report(
        { span: { start, end: start + name!.length } },
        say`Microsoft doesn't list \`${name}\` among the namespaces that scripts may use. If Power Automate doesn't have it, the script doesn't compile, and the connector can't be updated.`,
      );
    }
  },
};

/** The list of learn.microsoft.com/connectors/custom-connectors/write-code#supported-namespaces. */
const supported = new Set([
  'System',
  'System.Collections',
  'System.Collections.Generic',
  'System.Diagnostics',
  'System.IO',
  'System.IO.Compression',
  'System.Linq',
  'System.Net',
  'System.Net.Http',
  'System.Net.Http.Headers',
  'System.Net.Security',
  'System.Security.Authentication',
  'System.Security.Cryptography',
  'System.Text',
  'System.Text.RegularExpressions',
  'System.Threading',
  'System.Threading.Tasks',
  'System.Web',
  'System.Xml',
  'System.Xml.Linq',
  'System.Drawing',
  'System.Drawing.Drawing2D',
  'System.Drawing.Imaging',
  'Microsoft.Extensions.Logging',
  'Newtonsoft.Json',
  'Newtonsoft.Json.Linq',
]);

export const docs: RuleDocs = {
  topic: 'files',
  source: { learn: [{ page: 'write-code' }] },
  why: `Scripts run without packages, and only with these namespaces: ${[...supported].map((name) => `\`${name}\``).join(', ')}. Connectors with other namespaces were published, so this is not an error.`,
  fix: 'Remove the `using` if nothing needs it. Otherwise, try the script in the portal, or write the code yourself.',
  incorrect: [
    {
      within: 'script',
      text: `using System.Net.Http.Json;

public class Script : ScriptBase
{
    public override Task<HttpResponseMessage> ExecuteAsync() => this.Context.SendAsync(this.Context.Request, this.CancellationToken);
}`,
    },
  ],
  correct: [
    {
      within: 'script',
      text: `using System.Net.Http;

public class Script : ScriptBase
{
    public override Task<HttpResponseMessage> ExecuteAsync() => this.Context.SendAsync(this.Context.Request, this.CancellationToken);
}`,
    },
  ],
};
