import PostalMime, { type Attachment } from 'postal-mime';

/** A bounce: what a mail server says became of one recipient (RFC 3464). `messageId`: of the mail that came back, without brackets. */
export type Bounce = { recipient: string; action: string; status: string; diagnostic: string; messageId: string | null };

/** What a mail says, as far as anybody here wants to know. */
export type InboundMail = {
  /** Who wrote it by its From; lower-case. A mail that names several has none. */
  from: string | null;
  subject: string;
  /** Without brackets. */
  messageId: string | null;
  text: string;
  /** Calendar objects, each once. */
  calendars: string[];
  bounces: Bounce[];
};

const textOf = ({ content }: Attachment): string => (typeof content === 'string' ? content : new TextDecoder().decode(content));
const bare = (id: string | undefined): string | null => id?.trim().replace(/^<|>$/g, '') || null;

/** Header fields of a report, folded lines joined. */
function fields(block: string): Map<string, string> {
  const lines = block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const [, name = '', value = ''] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
      return name ? [[name.toLowerCase(), value.trim()] as const] : [];
    }),
  );
}

function bouncesOf(attachments: readonly Attachment[]): Bounce[] {
  const report = attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  if (!report) return [];
  const returned = attachments.find(
    ({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers' || mimeType === 'message/rfc822-headers',
  );
  const head = returned ? (textOf(returned).split(/\r?\n\r?\n/)[0] ?? '') : '';
  const messageId = bare(fields(head).get('message-id'));
  return textOf(report)
    .split(/\r?\n\r?\n/)
    .flatMap((block) => {
      const about = fields(block);
      const recipient = (about.get('final-recipient') ?? about.get('original-recipient') ?? '')
        .replace(/^[^;]*;/, '')
        .trim()
        .toLowerCase();
      if (!recipient.includes('@')) return [];
      return [
        {
          recipient: recipient.replace(/^<|>$/g, ''),
          action: (about.get('action') ?? '').toLowerCase(),
          status: about.get('status') ?? '',
          diagnostic: (about.get('diagnostic-code') ?? '')
            .replace(/^[^;]*;/, '')
            .trim()
            .slice(0, 300),
          messageId,
        },
      ];
    })
    .slice(0, 50);
}

/** Takes a raw mail (RFC 5322) apart; nothing in it is fetched or run. */
export async function readMail(raw: Uint8Array): Promise<InboundMail> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer', forceRfc822Attachments: true, maxNestingDepth: 20, maxHeadersSize: 256_000 });
  const froms = mail.headers.filter(({ key }) => key === 'from');
  const calendars = mail.attachments
    .filter(({ mimeType, filename }) => /^(text\/calendar|application\/ics)$/i.test(mimeType) || /\.ics$/i.test(filename ?? ''))
    .map(textOf);
  return {
    from: froms.length === 1 && mail.from?.address ? mail.from.address.toLowerCase() : null,
    subject: mail.subject ?? '',
    messageId: bare(mail.messageId),
    text: mail.text ?? '',
    calendars: [...new Set(calendars.map((calendar) => calendar.trim()))].slice(0, 5),
    bounces: bouncesOf(mail.attachments),
  };
}
