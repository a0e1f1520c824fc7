import { describe, expect, it, test } from 'vitest';
import { readCSharp } from '../../server/documents/csharp';
import { inScript } from './support';

const script = (body: string, head = ''): string => `${head}public class Script : ScriptBase
{
    public override async Task<HttpResponseMessage> ExecuteAsync()
    {
        ${body}
        return await this.Context.SendAsync(this.Context.Request, this.CancellationToken).ConfigureAwait(false);
    }
}
`;

describe('C# is read', () => {
  it.each([
    ['a; // { "', 'a;       '],
    ['a /* { \n } */ b', 'a      \n      b'],
    ["c = '{'; d = '\\''; e = '\\u007b';", 'c =    ; d =     ; e =         ;'],
    ['s = "{ \\" }";', 's = "      ";'],
    ['s = @"{ "" \\";', 's = @"      ";'],
    ['s = $"{{ {a(1)} }}";', 's = $"    a(1)    ";'],
    ['s = $"{d:yyyy\'-\'MM}";', 's = $" d           ";'],
    ['s = $"{(a ? "}" : b)}";', 's = $" (a ? " " : b) ";'],
    ['s = $@"{a["k"]} ""}""";', 's = $@" a[" "]       ";'],
    ['s = """{ " }""";', 's = """     """;'],
    ["  #region Don't {\nx", '                 \nx'],
    ['x = global::System.Math.Pi;', 'x = global::System.Math.Pi;'],
  ])('%j without comments and the content of strings', (text, code) => {
    expect(readCSharp(text)).toMatchObject({ code, doubtful: false });
  });

  it.each(['s = "not ended;\n}', '#if DEBUG\n{\n#endif', '/* not ended', "c = 'ab';"])('%j with doubt', (text) => {
    expect(readCSharp(text).doubtful).toBe(true);
  });

  it('without losing a character, whatever the text', () => {
    const parts = ['"', "'", '{', '}', '$"', '@"', '"""', '\\', '/*', '*/', '//', '\n', ':', 'a', '#if', '(', ')'];
    for (let seed = 1; seed < 3000; seed++) {
      let text = '';
      for (let i = 0, state = seed; i < 24; i++) {
        state = (state * 48_271) % 2_147_483_647;
        text += parts[state % parts.length];
      }
      const { code } = readCSharp(text);
      expect(code.length, JSON.stringify(text)).toBe(text.length);
      expect(code.split('\n').length).toBe(text.split('\n').length);
    }
  });
});

describe('a script as published ones are', () => {
  it.each([
    ['plain', script('')],
    [
      'with the class in lower case',
      'public class script: ScriptBase {\n  public override async Task < HttpResponseMessage > ExecuteAsync() { return null; }\n}',
    ],
    [
      'without async',
      'public class Script : ScriptBase { public override Task<HttpResponseMessage> ExecuteAsync() => this.Context.SendAsync(this.Context.Request, this.CancellationToken); }',
    ],
    ['below another class', script('', 'public class Order { public string Id { get; set; } }\n')],
    [
      'with a base class of its own',
      `public abstract class Base : ScriptBase { public override Task<HttpResponseMessage> ExecuteAsync() { return null; } }\npublic class Script : Base { }`,
    ],
    ['in a namespace', `namespace Parcels\n{\n${script('')}}\n`],
    [
      'with braces in all kinds of text',
      script(`var a = "{"; var b = @"}}"; var c = $"{{{a}"; var d = '{'; // }\n        /* { */ var e = """ } """;`),
    ],
    ['with a condition', script('#if DEBUG\n        if (true) {\n#else\n        if (false) {\n#endif\n        }')],
  ])('%s has no finding', (_, text) => {
    for (const profile of ['custom', 'certification'] as const) expect(inScript(text, { profile })).toEqual([]);
  });

  it('may use the namespaces that Microsoft lists', () => {
    const head =
      'using System;\nusing System.Net.Http;\nusing Newtonsoft.Json.Linq;\nusing static System.Math;\nusing J = System.Text.Json;\n';
    expect(inScript(script('using var a = b; using (var c = d) { }', head))).toEqual([]);
  });
});

describe('the class', () => {
  it.each([
    [
      'public class Connector : ScriptBase { public override Task<HttpResponseMessage> ExecuteAsync() { } }',
      'warning script-class: Connector',
    ],
    ['public class Script { public Task<HttpResponseMessage> ExecuteAsync() { } }', 'error script-class: Script'],
    [
      'public class Script : ScriptBase { public Task<HttpResponseMessage> ExecuteAsync() { } }',
      'error script-class: ExecuteAsync',
    ],
    ['public class Script : ScriptBase { private int count; }', 'error script-class: Script'],
    ['public class Script : ScriptBase { }', 'warning script-class: Script'],
    ['// class Script : ScriptBase\nvar a = "class Script { }";', 'error script-class: // class Script : ScriptBase'],
    ['  \n', 'warning script-class:  '],
  ])('%j', (text, finding) => {
    expect(inScript(text)).toEqual([finding]);
  });
});

describe('braces', () => {
  it('that are missing are reported at the block that is indented otherwise', () => {
    const text = script('if (true)\n        {\n            Call();');
    expect(inScript(text)).toEqual(['error script-braces: {']);
    const cut = `${script('').split('\n').slice(0, -3).join('\n')}\n`;
    expect(inScript(cut)).toEqual(['error script-braces: {']);
  });

  it('that are too many are reported', () => {
    expect(inScript(`${script('')}}`)).toEqual(['error script-braces: }']);
  });
});

test('a script of more than 1 MB is reported', () => {
  const filler = `// ${'x'.repeat(97)}\n`;
  expect(inScript(script('', filler.repeat(10_000)))).toEqual([]);
  expect(inScript(script('', filler.repeat(10_500)))).toEqual([expect.stringMatching(/^error script-size/)]);
  expect(inScript(script('', filler.replaceAll('x', 'é').repeat(6000)))).toEqual([
    expect.stringMatching(/^error script-size/),
  ]);
});

test('namespaces that are not listed and clients of its own are reported', () => {
  const text = script(
    'using var client = new HttpClient();\n        HttpClient other = new();',
    'using System.Net.Http.Json;\n',
  );
  const codes = [
    'script-http-client: HttpClient',
    'script-http-client: HttpClient',
    'script-namespace: System.Net.Http.Json',
  ];
  expect(inScript(text)).toEqual(codes.map((code) => `information ${code}`));
  expect(inScript(text, { profile: 'certification' })).toEqual(codes.map((code) => `warning ${code}`));
});

describe('operations', () => {
  it.each([
    'if (this.Context.OperationId == "OnParcle") { }',
    'if (Context.OperationId != "OnParcle") { }',
    'if ("OnParcle" == this.Context.OperationId) { }',
    'if (this.Context.OperationId.Equals("OnParcle")) { }',
    'if ("OnParcle".Equals(this.Context.OperationId)) { }',
    'if (string.Equals(this.Context.OperationId, "OnParcle", StringComparison.OrdinalIgnoreCase)) { }',
    'switch (this.Context.OperationId)\n        {\n            case "OnParcel":\n            case "OnParcle":\n                switch (kind) { case "Letter": break; }\n                break;\n        }',
    'var a = this.Context.OperationId switch { "OnParcel" => 1, "OnParcle" => 2, _ => 3 };',
    'if (this.Context.OperationId == "onparcel") { }',
  ])('that the definition does not have are reported: %s', (body) => {
    const marked = /onparcel/.test(body) ? 'onparcel' : 'OnParcle';
    expect(inScript(script(body))).toEqual([`warning script-operation-unknown: "${marked}"`]);
  });

  it('without a similar one are only mentioned', () => {
    expect(inScript(script('if (this.Context.OperationId == "ListInvoices") { }'))).toEqual([
      'information script-operation-unknown: "ListInvoices"',
    ]);
  });

  it.each([
    'if (this.Context.OperationId == "OnParcel" || this.Context.OperationId == "GetDesk") { }',
    'if (string.Equals(this.Context.OperationId, "onparcel", StringComparison.OrdinalIgnoreCase)) { }',
    'if (this.Context.OperationId == "T25QYXJjZWw=") { }',
    'if (this.Context.OperationId == $"On{kind}") { }',
    'if (operationId == "Anything") { }',
    '// if (this.Context.OperationId == "OnLetter")',
    'Log("Context.OperationId == OnLetter");',
  ])('that it has, or that are not known, are not: %s', (body) => {
    expect(inScript(script(body))).toEqual([]);
  });
});
