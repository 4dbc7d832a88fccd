import { connect } from 'node:net';

/** Speaks SMTP line by line, as plain as a terminal would; gives the answer to each line. Ends early when the line is cut, with what was answered. */
export async function saySmtp(url: string, lines: readonly string[]): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const answers: string[] = [];
  let next = 0;
  try {
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (!/^\d{3} [^\n]*\n$/m.test(text)) continue; // a line of an answer of several
      answers.push(text.trim());
      text = '';
      const line = lines[next++];
      if (line === undefined) break;
      socket.write(`${line}\r\n`);
    }
  } catch (error) {
    if (answers.length === 0) throw error;
  } finally {
    socket.destroy();
  }
  return answers;
}
