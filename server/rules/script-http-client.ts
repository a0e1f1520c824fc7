import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const scriptHttpClient: Rule = {
  code: 'script-http-client',
  summary: '`script.csx` creates its own `HttpClient`.',
  severity: { custom: 'information', certification: 'warning' },
  script: ({ code }, report) => {
    for (const match of code.matchAll(
      /\b(?:new\s{1,40}(?:System\.Net\.Http\.)?(HttpClient)\s{0,40}[({]|(HttpClient)\s{1,40}\w{1,100}\s{0,40}=\s{0,40}new\s{0,40}\()/dg,
    )) {
      const [start, end] = (match.indices![1] ?? match.indices![2])!;
      report(
        { span: { start, end } },
        say(
          'Send the request with `this.Context.SendAsync` instead: Microsoft has announced that it will block your own `HttpClient`.',
        ),
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'files',
  source: { learn: [{ page: 'write-code', place: 'frequently asked questions' }] },
  why: "Microsoft recommends `this.Context.SendAsync`, and says that your own clients, which work today, will be blocked in the future. The connection's sign-in and policies also apply to requests that are sent with `SendAsync`.",
  fix: 'Pass the `HttpRequestMessage` to `this.Context.SendAsync(request, this.CancellationToken)`.',
  incorrect: [
    {
      within: 'script',
      text: `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        using var client = new HttpClient();
        return await client.SendAsync(this.Context.Request);
    }
}`,
    },
  ],
  correct: [
    {
      within: 'script',
      text: `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
  ],
};
