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

  it('with entities, or cut off anywhere, is refused', async () => {
    expect(refuses(zip([{ name: 'a.xml', content: Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') }]))).toContain('could not be read');
    const whole = await writeXlsxFile([['Title'], ['A']]).toBuffer();
    for (let length = 0; length < whole.length; length += 97)
      await expect(readXlsx(whole.subarray(0, length))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
