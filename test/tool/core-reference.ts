import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Writes docs/reference/core-api.md from the types and doc comments of `#core` and `#core/testing`: what a plugin may use, in the words that stand beside the code.
 * `npm run reference`; with `--check` it writes nothing and exits with 1 where the page is old.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const page = path.join(root, 'docs/reference/core-api.md');
const doors = [
  { name: '#core', file: 'core/index.ts', title: 'What plugins import' },
  { name: '#core/testing', file: 'core/testing/index.ts', title: 'What their tests import' },
];

function parsedOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

const textOf = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  ts
    .displayPartsToString([...(parts ?? [])])
    .replace(/\s+/g, ' ')
    .trim();

/** The doc comment with its tags, one sentence after the other. */
function commentOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const tags = symbol.getJsDocTags(checker).map(({ name, text }) => `*${name}:* ${textOf(text)}`);
  return [textOf(symbol.getDocumentationComment(checker)), ...tags].filter((part) => part !== '').join(' ');
}

/** The declaration as written, without bodies and doc comments of its own. */
function declarationOf(declaration: ts.Declaration): string {
  const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });
  const source = declaration.getSourceFile();
  const node = ts.isVariableDeclaration(declaration) ? declaration : declaration;
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    const text = printer.printNode(
      ts.EmitHint.Unspecified,
      ts.isFunctionDeclaration(node)
        ? ts.factory.updateFunctionDeclaration(node, node.modifiers, undefined, node.name, node.typeParameters, node.parameters, node.type, undefined)
        : node,
      source,
    );
    return ts.isClassDeclaration(node)
      ? `class ${node.name?.text ?? ''}${node.heritageClauses ? ` ${node.heritageClauses.map((clause) => clause.getText(source)).join(' ')}` : ''}`
      : text.replace(/^export /, '').replace(/^async /, '');
  }
  return printer.printNode(ts.EmitHint.Unspecified, node, source).replace(/^export /, '');
}

type Member = { name: string; type: string; comment: string; optional: boolean };

/** Members of an object type, in the order in which they are written. */
function membersOf(declaration: ts.Declaration, checker: ts.TypeChecker): Member[] {
  const body = ts.isInterfaceDeclaration(declaration)
    ? declaration
    : ts.isTypeAliasDeclaration(declaration) && ts.isTypeLiteralNode(declaration.type)
      ? declaration.type
      : undefined;
  const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });
  return (body?.members ?? ([] as readonly ts.TypeElement[])).flatMap((member): Member[] => {
    const symbol = member.name ? checker.getSymbolAtLocation(member.name) : undefined;
    if (!member.name || !symbol || (!ts.isPropertySignature(member) && !ts.isMethodSignature(member))) return [];
    const source = member.getSourceFile();
    const print = (node: ts.Node): string => printer.printNode(ts.EmitHint.Unspecified, node, source).replace(/\s+/g, ' ');
    const type = ts.isMethodSignature(member)
      ? `(${member.parameters.map(print).join(', ')}) => ${member.type ? print(member.type) : 'void'}`
      : member.type
        ? print(member.type)
        : 'unknown';
    return [{ name: member.name.getText(source), type, comment: commentOf(symbol, checker), optional: member.questionToken !== undefined }];
  });
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => (text.length > 160 ? `\`${text.slice(0, 157)}…\`` : `\`${text}\``);

function sectionOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.declarations?.[0];
  if (!declaration) return '';
  const members = membersOf(declaration, checker);
  const lines = [`### ${symbol.name}`, ''];
  const comment = commentOf(target, checker);
  if (comment !== '') lines.push(comment, '');
  if (members.length === 0) {
    const type = ts.isVariableDeclaration(declaration)
      ? `const ${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbol(target), declaration, ts.TypeFormatFlags.NoTruncation)}`
      : declarationOf(declaration);
    lines.push('```ts', type.length > 1_200 ? `${type.slice(0, 1_200)} …` : type, '```', '');
    return lines.join('\n');
  }
  lines.push('| member | type | |', '|---|---|---|');
  for (const { name, type, comment: words, optional } of members) lines.push(`| \`${name}${optional ? '?' : ''}\` | ${cell(code(type))} | ${cell(words)} |`);
  lines.push('');
  return lines.join('\n');
}

function render(): string {
  const program = ts.createProgram(
    doors.map(({ file }) => path.join(root, file)),
    parsedOptions(),
  );
  const checker = program.getTypeChecker();
  const parts = ['# The core, as plugins see it', '', '<!-- Written by `npm run reference` from the types and their comments; do not edit. -->', ''];
  for (const { name, file, title } of doors) {
    const source = program.getSourceFile(path.join(root, file));
    const door = source && checker.getSymbolAtLocation(source);
    if (!door) throw new Error(`${file} cannot be read`);
    const symbols = checker.getExportsOfModule(door).sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    parts.push(`## ${title}: \`${name}\``, '', ...symbols.map((symbol) => sectionOf(symbol, checker)));
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

const text = render();
if (process.argv.includes('--check')) {
  const old = readFileSync(page, 'utf8') !== text;
  if (old) console.error('docs/reference/core-api.md is old: npm run reference');
  process.exit(old ? 1 : 0);
}
writeFileSync(page, text);
console.log(`Wrote docs/reference/core-api.md (${text.split('\n').length} lines)`);
