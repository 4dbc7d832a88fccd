import { createServer, type Socket } from 'node:net';

/** A small IMAP server (RFC 9051) on loopback: one account, one folder, mails that come while it runs. It speaks as much as a reader of mails asks for. */
export async function openImapServer(account: { user: string; password: string }) {
  const mails: { uid: number; raw: Buffer }[] = [];
  let validity = 1;
  let nextUid = 1;
  const commands: string[] = [];
  const sockets = new Set<Socket>();

  const uidsIn = (set: string): number[] => {
    const last = mails.at(-1)?.uid ?? 0;
    return set.split(',').flatMap((part) => {
      const [from = '', to = from] = part.split(':');
      const [a, b] = [from, to].map((end) => (end === '*' ? last : Number(end)));
      const [low, high] = [Math.min(a ?? 0, b ?? 0), Math.max(a ?? 0, b ?? 0)];
      return mails.filter(({ uid }) => uid >= low && uid <= high).map(({ uid }) => uid);
    });
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let buffer = '';
    let signedIn = false;
    const say = (line: string): void => {
      socket.write(`${line}\r\n`);
    };
    const answer = (line: string): void => {
      const [, tag = '', verb = '', rest = ''] = /^(\S+) (\S+) ?(.*)$/.exec(line) ?? [];
      const command = verb.toUpperCase();
      commands.push(`${command} ${command === 'LOGIN' || command === 'AUTHENTICATE' ? '' : rest}`.trim());
      if (command === 'CAPABILITY') {
        say('* CAPABILITY IMAP4rev1 AUTH=PLAIN');
        return void say(`${tag} OK done`);
      }
      if (command === 'LOGIN') {
        const [user, password] = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((one) => one[1] ?? one[2]);
        signedIn = user === account.user && password === account.password;
        return void say(signedIn ? `${tag} OK welcome` : `${tag} NO [AUTHENTICATIONFAILED] wrong`);
      }
      if (command === 'AUTHENTICATE') {
        const [, initial] = rest.split(' ');
        const check = (text: string): void => {
          const [, user, password] = Buffer.from(text, 'base64').toString('utf8').split('\u0000');
          signedIn = user === account.user && password === account.password;
          say(signedIn ? `${tag} OK welcome` : `${tag} NO [AUTHENTICATIONFAILED] wrong`);
        };
        if (initial) return void check(initial);
        waiting = check;
        return void say('+ ');
      }
      if (command === 'LOGOUT') {
        say('* BYE');
        say(`${tag} OK bye`);
        socket.end();
        return;
      }
      if (!signedIn) return void say(`${tag} NO sign in first`);
      if (command === 'LIST' || command === 'LSUB') {
        if (/inbox|[*%]/i.test(rest)) say('* LIST (\\HasNoChildren) "/" "INBOX"');
        return void say(`${tag} OK done`);
      }
      if (command === 'SELECT' || command === 'EXAMINE') {
        if (!/inbox/i.test(rest)) return void say(`${tag} NO [NONEXISTENT] no such folder`);
        say('* FLAGS (\\Seen)');
        say(`* ${mails.length} EXISTS`);
        say(`* OK [UIDVALIDITY ${validity}] valid`);
        say(`* OK [UIDNEXT ${nextUid}] next`);
        return void say(`${tag} OK [READ-ONLY] open`);
      }
      if (command === 'UID' && /^SEARCH/i.test(rest)) {
        const set = /UID ([\d:*,]+)/i.exec(rest)?.[1] ?? '1:*';
        say(`* SEARCH ${uidsIn(set).join(' ')}`.trimEnd());
        return void say(`${tag} OK done`);
      }
      if (command === 'UID' && /^FETCH/i.test(rest)) {
        const [, set = '', what = ''] = /^FETCH (\S+) (.*)$/i.exec(rest) ?? [];
        for (const uid of uidsIn(set)) {
          const at = mails.findIndex((mail) => mail.uid === uid);
          const raw = mails[at]?.raw ?? Buffer.alloc(0);
          socket.write(`* ${at + 1} FETCH (UID ${uid} RFC822.SIZE ${raw.length}`);
          if (/BODY/i.test(what)) {
            socket.write(` BODY[] {${raw.length}}\r\n`);
            socket.write(raw);
          }
          say(')');
        }
        return void say(`${tag} OK done`);
      }
      if (command === 'NOOP' || command === 'ID' || command === 'ENABLE' || command === 'NAMESPACE' || command === 'CLOSE') return void say(`${tag} OK done`);
      return void say(`${tag} BAD unknown`);
    };
    let waiting: ((line: string) => void) | undefined;
    socket.on('data', (chunk: Buffer) => {
      buffer += chunk.toString('latin1');
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        const next = waiting;
        waiting = undefined;
        if (next) next(line);
        else answer(line);
      }
    });
    say('* OK IMAP4rev1 ready');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    commands,
    arrive: (raw: string): void => {
      mails.push({ uid: nextUid, raw: Buffer.from(raw) });
      nextUid += 1;
    },
    /** As after a restore: the same mails, numbered anew. */
    renumber: (): void => {
      validity += 1;
      nextUid = 1;
      for (const mail of mails) {
        mail.uid = nextUid;
        nextUid += 1;
      }
    },
    close: (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
