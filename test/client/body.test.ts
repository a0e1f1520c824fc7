import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BodyModel } from '../../client/views/body/bodyModel';
import { openBody } from '../../client/views/body/bodyReader';
import type { HexRow, TextRow, TreeRow } from '../../client/views/messages/delivery';

const read = (body: string | Buffer, headers: Record<string, string> = {}, problems: object[] = []) =>
  BodyModel.read(Buffer.from(body as string), headers, problems as { pointer: string; message: string }[]);

const tree = (model: BodyModel) => model.rows('tree', 0, 1000).rows as TreeRow[];
/** Rows as text: indented names with their value or number of children. */
const drawn = (model: BodyModel) =>
  tree(model).map(({ depth, name, value, size }) => `${' '.repeat(depth)}${name}=${value ?? size}`);

describe('a body', () => {
  it.each([
    ['{"a":[1,"x",null]}', {}, 'json', ['tree', 'raw', 'hex']],
    ['a=1&b=2', { 'content-type': 'application/x-www-form-urlencoded' }, 'form', ['tree', 'raw', 'hex']],
    ['<a><b>1</b></a>', { 'content-type': 'text/xml; charset=utf-8' }, 'xml', ['tree', 'raw', 'hex']],
    ['<a><b>1</a>', { 'content-type': 'application/xml' }, 'xml', ['raw', 'hex']],
    ['{"broken":', { 'content-type': 'application/json' }, 'text', ['raw', 'hex']],
    ['plain', {}, 'text', ['raw', 'hex']],
    [Buffer.from([0xff, 0xd8, 0x00, 0x01]), {}, 'binary', ['hex']],
    ['', {}, 'empty', []],
  ])('%s of %o is %s', async (body, headers, kind, tabs) => {
    expect((await read(body, headers)).about()).toMatchObject({ kind, tabs });
  });

  it('is decompressed', async () => {
    const model = await read(gzipSync('{"a":1}'), { 'content-encoding': 'gzip' });
    expect(drawn(model)).toEqual(['=1', ' a=1']);
    const broken = await read('no gzip', { 'content-encoding': 'gzip' });
    expect(broken.about().remark).toContain('gzip: ');
  });

  it('shows JSON in form fields, and repeated fields as a list', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const model = await read('tag=a&tag=b&payload=%7B%22paid%22%3Atrue%7D', type);
    expect(drawn(model)).toEqual(['=2', ' tag=2', '  0="a"', '  1="b"', ' payload=1', '  paid=true']);
  });

  it('shows XML elements and attributes without expanding entities', async () => {
    const xml = '<!DOCTYPE o [<!ENTITY e "boom">]><o n="1"><i>A</i><i>&e;</i></o>';
    expect(drawn(await read(xml, { 'content-type': 'application/xml' })).join('\n')).toMatch(/i=2\n.*"A"\n.*"&e;"/);
  });
});

describe('the tree', () => {
  it('marks failing places and expands the path to them', async () => {
    const items = Array.from({ length: 100 }, (_, id) => ({ id, inner: { deep: id } }));
    const problems = [{ pointer: '/items/42/inner/deep', message: 'must be string' }];
    const model = await read(JSON.stringify({ items }), {}, problems);
    const rows = tree(model);
    const failed = rows.findIndex((row) => row.problems.length > 0);
    expect(rows[failed]).toMatchObject({ name: 'deep', problems: ['must be string'], depth: 4 });
    expect(model.about().firstProblem).toBe(failed);
    expect(rows[0]).toMatchObject({ problemsBelow: 1 });
  });

  it('opens with the first rows and those around the first failing place', async () => {
    const body = Buffer.from(JSON.stringify(Array.from({ length: 500 }, (_, index) => index)));
    const model = await BodyModel.read(body, { 'content-type': 'application/json' }, [
      { pointer: '/349', message: 'must be string' },
    ]);
    const opened = model.open(undefined);
    expect(opened).toMatchObject({ about: model.about(), tab: 'tree' });
    expect(opened.pages.map(({ from, rows }) => [from, rows.length])).toEqual([
      [0, 100],
      [300, 100],
    ]);
    expect(opened.pages[1]!.rows).toEqual(model.rows('tree', 300, 100).rows);
    expect(model.open('raw')).toMatchObject({ tab: 'raw', pages: [{ from: 0, rows: model.rows('raw', 0, 100).rows }] });
    // An unknown tab falls back to the first one.
    expect(model.open('headers').tab).toBe('tree');
    expect((await BodyModel.read(Buffer.alloc(0), {}, [])).open('tree')).toMatchObject({ pages: [] });
  });

  it('expands and collapses places, and gives their position among siblings', async () => {
    const model = await read('{"a":{"b":1},"c":2}');
    expect(drawn(model)).toEqual(['=2', ' a=1', '  b=1', ' c=2']);
    model.toggle('/a');
    expect(drawn(model)).toEqual(['=2', ' a=1', ' c=2']);
    expect(tree(model)[2]).toMatchObject({ position: 2, siblings: 2, depth: 1 });
  });

  it('finds names and values in collapsed places, and wraps around', async () => {
    const model = await read(JSON.stringify({ list: Array.from({ length: 200 }, (_, n) => ({ Name: `n${n}` })) }));
    const found = model.find('tree', 'N199', 0);
    expect(found).toMatchObject({ number: 1, count: 1 });
    expect(tree(model)[found.row]).toMatchObject({ name: 'Name', value: '"n199"' });
    expect(model.find('tree', 'name', 0)).toMatchObject({ number: 1, count: 200 });
    expect(model.find('tree', 'name', -1)).toMatchObject({ number: 200 });
    expect(model.find('tree', 'name', 1)).toMatchObject({ number: 1 });
    expect(model.find('tree', 'nowhere', 0)).toMatchObject({ number: 0, count: 0 });
  });

  it('reveals the nearest existing ancestor of a missing place', async () => {
    const model = await read('{"a":{"b":{}}}');
    const { row } = model.reveal('/a/b/missing/inner');
    expect(tree(model)[row]).toMatchObject({ pointer: '/a/b' });
  });

  it('gives the value of a place and the way there, for copying', async () => {
    const model = await read('{"list":[{"a/b":"text"},[1]],"0":{"__proto__":true}}');
    expect(model.place('/list/0/a~1b')).toEqual({ path: ['list', 0, 'a/b'], text: 'text', body: 'json' });
    expect(model.place('/list/1')).toEqual({ path: ['list', 1], text: '[\n  1\n]', body: 'json' });
    // A name that looks like an index is a name.
    expect(model.place('/0/__proto__')).toMatchObject({ path: ['0', '__proto__'], text: 'true' });
    expect(model.place('')).toMatchObject({ path: [] });
    for (const nowhere of ['/list/2', '/list/length', '/list/0/a~1b/0', '/toString']) {
      expect(model.place(nowhere)).toBeUndefined();
    }
    const form = await read('tag=a&tag=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.place('/tag/1')).toEqual({ path: ['tag', 1], text: 'b', body: 'form' });
  });

  it('handles any property name', async () => {
    const model = await read('{"__proto__":{"a/b~c":1}}');
    expect(tree(model).map(({ pointer }) => pointer)).toEqual(['', '/__proto__', '/__proto__/a~1b~0c']);
  });
});

describe('text and bytes', () => {
  it('are shown in lines, with long ones split', async () => {
    const model = await read(`a\r\n${'x'.repeat(200)}\nend\n`);
    const rows = model.rows('raw', 0, 10).rows as TextRow[];
    expect(rows.map(({ line, text }) => [line, text.length])).toEqual([
      [1, 1],
      [2, 160],
      [undefined, 40],
      [3, 3],
    ]);
    expect(model.find('raw', 'END', 0)).toMatchObject({ count: 1, row: 3 });
  });

  it('are found as hex and as text', async () => {
    const model = await read(Buffer.from([0, 1, 2, ...Buffer.from('PNG here and there, twenty')]));
    const [row] = model.rows('hex', 0, 1).rows as HexRow[];
    expect(row).toEqual({
      offset: 0,
      hex: '00 01 02 50 4e 47 20 68  65 72 65 20 61 6e 64 20',
      text: '...PNG here and ',
    });
    expect(model.find('hex', '50 4e', 0)).toMatchObject({ count: 1, row: 0 });
    expect(model.find('hex', 'twenty', 0)).toMatchObject({ count: 1, row: 1 });
  });
});

describe('a large body', () => {
  it('is read in a worker, and only its part of the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-body-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const worker = join(folder, 'bodyWorker.js');
    const entry = resolve('client/views/body/bodyWorker.ts');
    buildSync({ entryPoints: [entry], outfile: worker, bundle: true, platform: 'node', format: 'cjs' });
    const body = JSON.stringify({ items: Array.from({ length: 50_000 }, (_, id) => ({ id, name: `item ${id}` })) });
    const file = join(folder, 'bodies');
    writeFileSync(file, `before${body}after`);
    const reader = openBody(
      { stored: { body: { file, start: 6 }, bytes: body.length }, headers: {}, problems: [] },
      worker,
    );
    onTestFinished(() => reader.close());
    expect(await reader.call('about')).toMatchObject({ kind: 'json', totals: { tree: 2 } });
    expect(await reader.call('find', 'tree', 'item 49999', 0)).toMatchObject({ count: 1, number: 1 });
    reader.close();
    await expect(reader.call('about')).rejects.toThrow('no longer open');
    await expect(reader.call('about')).rejects.toThrow('no longer open');
  });

  it('reports that its file is gone', async () => {
    const stored = { body: { file: '/nowhere/at/all', start: 0 }, bytes: 10 };
    const reader = openBody({ stored, headers: {}, problems: [] }, '');
    await expect(reader.call('about')).rejects.toThrow('ENOENT');
  });
});
