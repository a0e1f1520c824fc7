import { bodyAt, classToRun, type ScriptFile } from '../model/script';
import { mark, say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

export const scriptClass: Rule = {
  code: 'script-class',
  summary: '`script.csx` lacks the class `Script : ScriptBase` or the method `ExecuteAsync` that Power Automate calls.',
  severity: 'error',
  otherLevels: {
    warning:
      'for a class that is still empty, a script without any code, and a class that has the method but a different name',
  },
  script: (script, report) => {
    // Without the braces, or with a branch that is compiled or not, the class may be anywhere.
    if (!script.doubtful) checkClass(script, report);
  },
};

function checkClass(script: ScriptFile, report: Report): void {
  const { classes, code } = script;
  const found = classToRun(script);
  if (code.trim() === '') {
    report({ span: { start: 0, end: 1 } }, say`There is no code here yet. ${say(needed)}`, { severity: 'warning' });
  } else if (!found) {
    const other = classes.find(({ bases }) => bases.includes('ScriptBase'));
    const what = other
      ? say`The class is called "${other.name}", but must be called "Script".`
      : say('There is no class "Script".');
    // How strictly Power Automate compares the name is not documented: it takes `script`.
    const isOtherwiseThere = implementation.test(code);
    report(
      { span: other?.span ?? firstLine(script.text) },
      `${what} ${say(needed)}`,
      isOtherwiseThere ? { severity: 'warning' } : {},
    );
  } else if (!classes.some(({ bases }) => bases.includes('ScriptBase'))) {
    report({ span: found.span }, say`The class "${found.name}" doesn't extend \`ScriptBase\`. ${say(needed)}`);
  } else checkMethod(script, found, report);
}

/** The method that Power Automate calls, up to its parenthesis. */
const implementation = /\boverride\b[^;{}()]{0,200}\bExecuteAsync\s{0,40}\(/;

const needed = mark(
  'Power Automate calls `ExecuteAsync()` of `public class Script : ScriptBase`; without it the script does not compile, and the connector cannot be updated.',
);

function checkMethod({ code }: ScriptFile, { span, open, name }: ScriptFile['classes'][number], report: Report): void {
  if (implementation.test(code)) return;
  const declared = /\bTask\s{0,40}<[^<>;{}()]{0,100}>\s{1,40}(ExecuteAsync)\s{0,40}\(\s{0,40}\)/d.exec(code);
  if (declared) {
    const [start, end] = declared.indices![1]!;
    report(
      { span: { start, end } },
      say(
        'This method must be declared `override`, because it implements a method of `ScriptBase`. Write `public override async Task<HttpResponseMessage> ExecuteAsync()`.',
      ),
    );
    return;
  }
  const isEmpty = bodyAt(code, open)?.trim() === '';
  report(
    { span },
    say`The class "${name}" has no method \`public override async Task<HttpResponseMessage> ExecuteAsync()\`. ${say(needed)}`,
    isEmpty ? { severity: 'warning' } : {},
  );
}

const firstLine = (text: string) => ({ start: 0, end: Math.max(1, text.search(/\r?\n|$/)) });

export const docs: RuleDocs = {
  topic: 'files',
  source: { learn: [{ page: 'write-code' }] },
  why: "Power Automate creates an instance of the class `Script` and calls its `ExecuteAsync`, which implements the abstract method of `ScriptBase`. Without them, the script doesn't compile, and the portal shows an internal server error when the connector is updated. Some published connectors write `script` in lowercase, which works. A script with `#if` isn't checked.",
  fix: 'Write the class and the method as in the example. You can leave out `async` if nothing is awaited.',
  incorrect: [
    {
      within: 'script',
      text: `public class Script : ScriptBase
{
    public async Task<HttpResponseMessage> ExecuteAsync()
    {
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
    {
      within: 'script',
      level: 'warning',
      text: `public class Connector : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken);
    }
}`,
    },
    { within: 'script', level: 'warning', text: 'public class Script : ScriptBase { }' },
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
