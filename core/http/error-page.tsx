import { raw } from 'hono/html';
import type { AtriumError } from '../errors.ts';

type ErrorPageProps = { fault: AtriumError; requestId: string; nonce: string; language: string; t: (text: string) => string };

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;color-scheme:light dark}main{max-width:32rem;padding:24px}h1{font-size:22px;font-weight:600}p{color:GrayText}';

/** The core's own plain page for what went wrong, where no plugin fills the slot `error-page`. */
export function ErrorPage({ fault, requestId, nonce, language, t }: ErrorPageProps) {
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{t(fault.title)}</title>
        <style nonce={nonce}>{raw(style)}</style>
      </head>
      <body>
        <main>
          <h1>{t(fault.title)}</h1>
          {fault.message !== fault.title && fault.status < 500 ? <p>{fault.message}</p> : null}
          <p>
            {fault.status} · {requestId}
          </p>
          <p>
            <a href="/">{t('To the start page')}</a>
          </p>
        </main>
      </body>
    </html>
  );
}
