import { crc32, deflateRawSync } from 'node:zlib';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { readXlsx } from '../../list/import/read-xlsx.ts';
import { safeArchive } from '../../list/import/safe-archive.ts';

/** An archive by hand; `says`: the size that it claims for itself. */
function zip(parts: readonly { name: string; content: Buffer; says?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, says = content.length } of parts) {
    const packed = deflateRawSync(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(says, 18);
    facts.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), packed);
    centrals.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, tail, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const sheet = (inside: string): Buffer =>
  zip([{ name: 'xl/worksheets/sheet1.xml', content: Buffer.from(`<worksheet><sheetData>${inside}</sheetData></worksheet>`) }]);
const refuses = (archive: Buffer) => {
  try {
    safeArchive(archive);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('a workbook', () => {
  it('is read as it was written', async () => {
    const written = await writeXlsxFile([
      ['Title', 'Pages', 'Day', 'At', 'Yes'],
      [
        'Ä "quoted"',
        1.5,
        { value: new Date('2027-03-09T00:00:00Z'), type: Date, format: 'yyyy-mm-dd' },
        { value: new Date('2027-03-09T10:30:00Z'), type: Date, format: 'yyyy-mm-dd hh:mm' },
        true,
      ],
    ]).toBuffer();
    expect(await readXlsx(written)).toEqual({
      head: ['Title', 'Pages', 'Day', 'At', 'Yes'],
      rows: [['Ä "quoted"', '1.5', '2027-03-09', '2027-03-09 10:30', 'true']],
    });
    expect(await readSheet(safeArchive(written))).toEqual(await readSheet(written));
  });

  it('that is a bomb is refused, also when it lies about its size', () => {
    const bomb = Buffer.alloc(60 * 1024 * 1024, ' ');
    expect(refuses(zip([{ name: 'xl/worksheets/sheet1.xml', content: bomb }]))).toContain('too large');
    expect(refuses(zip([{ name: 'xl/worksheets/sheet1.xml', content: bomb, says: 10 }]))).toContain('too large');
    const many = Array.from({ length: 8 }, (_, n) => ({ name: `xl/worksheets/sheet${n}.xml`, content: Buffer.alloc(4 * 1024 * 1024, ' ') }));
    expect(refuses(zip(many))).toContain('too large');
    expect(refuses(zip(Array.from({ length: 201 }, (_, n) => ({ name: `a${n}.xml`, content: Buffer.from('x') }))))).toContain('too large');
  });

  it('with one cell at the far end of the sheet is refused', () => {
    expect(refuses(sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))).toContain('more than 10,000 rows');
    expect(refuses(sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'))).toContain('more than 100 columns');
    expect(refuses(sheet("<row r = '1'><c r\n='XFD1'><v>1</v></c></row>"))).toContain('more than 100 columns');
    expect(refuses(sheet('<row r="1"><c r="&#88;FD1"><v>1</v></c></row>'))).toContain('could not be read');
  });

  it('with millions of rows that have no number is refused', () => {
    expect(refuses(sheet(`<row r="1"><c r="CV1"><v>1</v></c></row>${'<row/>'.repeat(10_001)}`))).toContain('more than 10,000 rows');
    expect(refuses(sheet(`<x:row r="1"/>${'<x:row></x:row>'.repeat(10_001)}`))).toContain('more than 10,000 rows');
    expect(refuses(sheet('<row/>'.repeat(10_001)))).toBe('taken');
  });

  it('that points to one long text from ten thousand cells is refused', async () => {
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const relations = (...all: [type: string, target: string][]): string =>
      `<Relationships>${all.map(([type, target], n) => `<Relationship Id="r${n}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
    const book = (rows: number): Buffer =>
      zip(
        Object.entries({
          '[Content_Types].xml': '<Types/>',
          '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
          'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="a" sheetId="1" r:id="r0"/></sheets></workbook>`,
          'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml'], ['sharedStrings', 'sharedStrings.xml']),
          'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(30_000)}</t></si></sst>`,
          'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${Array.from({ length: rows }, (_, n) => `<row r="${n + 1}"><c r="A${n + 1}" t="s"><v>0</v></c></row>`).join('')}</sheetData></worksheet>`,
        }).map(([name, content]) => ({ name, content: Buffer.from(content) })),
      );
    expect(book(10_000).length).toBeLessThan(100_000);
    expect((await readXlsx(book(300))).rows).toHaveLength(299);
    await expect(readXlsx(book(10_000))).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('ten million letters') });
  });

  it('with entities, or cut off anywhere, is refused', async () => {
    expect(refuses(zip([{ name: 'a.xml', content: Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') }]))).toContain('could not be read');
    const whole = await writeXlsxFile([['Title'], ['A']]).toBuffer();
    for (let length = 0; length < whole.length; length += 97)
      await expect(readXlsx(whole.subarray(0, length))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
