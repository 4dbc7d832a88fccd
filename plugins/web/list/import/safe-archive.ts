import { crc32, inflateRawSync } from 'node:zlib';
import { mostColumns, mostImportRows, unreadable } from './table.ts';

/** All parts together, unpacked. */
const budget = 20 * 1024 * 1024;
const mostParts = 200;

type Part = { name: string; content: Buffer };

const broken = () => unreadable('The file could not be read as XLSX.');
const tooManyRows = () => unreadable('The table has more than 10,000 rows. Please split it.');
const tooMuch = () => unreadable('The file is too large once it is unpacked.');

/** The XML parts of an archive, none of them larger than what is left of the budget, whatever the archive says of itself. */
function partsOf(archive: Buffer): Part[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > archive.length) throw broken();
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  if (count > mostParts) throw tooMuch();
  const parts: Part[] = [];
  let left = budget;
  for (let index = 0; index < count; index++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== 0x02014b50) throw broken();
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const [nameLength, extraLength, commentLength] = [archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32)];
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + extraLength + commentLength;
    if (!/^[\w .[\]/-]+\.(xml|rels)$/.test(name)) continue;
    if (local + 30 > archive.length || archive.readUInt32LE(local) !== 0x04034b50) throw broken();
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + size);
    if (packed.length !== size) throw broken();
    const content = method === 8 ? inflate(packed, left) : method === 0 ? packed : undefined;
    if (!content) throw broken();
    left -= content.length;
    if (left <= 0) throw tooMuch();
    parts.push({ name, content });
  }
  return parts;
}

function inflate(packed: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: most });
  } catch (error) {
    throw error instanceof RangeError ? tooMuch() : broken();
  }
}

const columnNumber = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** A single cell at the far end would be read as a table of a billion empty ones, and so would millions of rows without a number beside one that is wide. */
function checkExtent(xml: string): void {
  let rows = 0;
  for (const _ of xml.matchAll(/<(?:[\w.-]+:)?row[\s/>]/g)) if (++rows > mostImportRows + 1) throw tooManyRows();
  for (const [, letters = '', digits = ''] of xml.matchAll(/\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,15})["']/g)) {
    if (Number(digits) > mostImportRows + 1) throw tooManyRows();
    if (letters && columnNumber(letters.toUpperCase()) > mostColumns) throw unreadable('The table has more than 100 columns.');
  }
  if (/\sr\s*=\s*["'][^"']*&/.test(xml)) throw broken();
}

/** The archive written anew without compression from parts that were looked at: what the reader then unpacks is what was looked at. */
function written(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of parts) {
    const label = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(label.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    locals.push(Buffer.from([0x50, 0x4b, 3, 4]), facts, label, content);
    centrals.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), facts, tail, label);
    offset += 30 + label.length + content.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A workbook that is safe to unpack and to parse. @throws INPUT_INVALID for bombs, for entities, for cells beyond the limits */
export function safeArchive(bytes: Uint8Array): Buffer {
  const parts = partsOf(Buffer.from(bytes));
  if (parts.length === 0) throw broken();
  for (const { content } of parts) {
    const xml = content.toString('utf8');
    if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw broken();
    checkExtent(xml);
  }
  return written(parts);
}
