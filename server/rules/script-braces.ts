import type { ScriptFile } from '../model/script';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const scriptBraces: Rule = {
  code: 'script-braces',
  summary: "The braces in `script.csx` don't match.",
  severity: 'error',
  script: (script, report) => {
    const fault = script.doubtful ? undefined : faultOf(script);
    if (!fault) return;
    const { at, isOpen } = fault;
    const text = isOpen
      ? say(
          'This brace is never closed, so the script does not compile. Add the closing one; by the indentation it is missing for this one.',
        )
      : say('This brace closes nothing, so the script does not compile. Remove it, or add the opening one.');
    report({ span: { start: at, end: at + 1 } }, text);
  },
};

interface Fault {
  at: number;
  isOpen: boolean;
}

interface OpenBrace {
  at: number;
  indent: number;
}

/** The first brace without a partner. Where one is missing, the indentation of the others shows which. */
function faultOf({ code }: ScriptFile): Fault | undefined {
  const open: OpenBrace[] = [];
  let misfit: OpenBrace | undefined;
  let lineStart = 0;
  let indent = -1;
  for (let at = 0; at < code.length; at++) {
    const c = code[at]!;
    if (c === '\n') {
      lineStart = at + 1;
      indent = -1;
      continue;
    }
    const isFirst = indent < 0 && c !== ' ' && c !== '\t' && c !== '\r';
    if (isFirst) indent = at - lineStart;
    if (c === '{') open.push({ at, indent });
    else if (c === '}') {
      const partner = open.pop();
      if (!partner) return { at, isOpen: false };
      if (isFirst && indent < partner.indent) misfit ??= partner;
    }
  }
  const unclosed = open.at(-1);
  return unclosed && { at: (misfit ?? unclosed).at, isOpen: true };
}

export const docs: RuleDocs = {
  topic: 'files',
  why: "A script whose braces don't match doesn't compile, so the connector can't be updated with it. Usually the end of the script is missing, or a block was pasted without its end. Braces in comments, characters and strings of all kinds aren't counted. A script with `#if` isn't checked.",
  fix: 'Add the missing brace, or remove the extra one.',
  incorrect: [
    {
      within: 'script',
      text: `public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
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
        this.Context.Request.Headers.Add("X-Template", "{not a brace of code}");
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
  ],
};
