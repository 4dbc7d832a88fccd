import { headerSafe } from '#core';

/** What a mail says of the workspace. `logo` may be a path of this installation. */
type MailBrand = { name: string; logo: string | null; accent: string; mailFooter: string };

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
function textOn(accent: string): string {
  const channel = (at: number): number => {
    const value = Number.parseInt(accent.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** A link that looks like a button also where styles are cut down. */
export function MailButton({ href, accent, children }: { href: string; accent: string; children: unknown }) {
  return (
    <table role="presentation" cellpadding="0" cellspacing="0" border={0} style="margin:16px 0">
      <tr>
        <td style={`background:${accent};border-radius:6px`}>
          <a href={href} style={`display:inline-block;padding:12px 20px;${font};font-size:16px;font-weight:600;color:${textOn(accent)};text-decoration:none`}>
            {children}
          </a>
        </td>
      </tr>
    </table>
  );
}

/** A question and, beneath it, its answers side by side: links of the same weight. */
export function MailChoices({ title, choices }: { title: string; choices: readonly (readonly [string, string])[] }) {
  return (
    <div style="margin:16px 0">
      <p class="muted" style={`margin:0 0 8px;${font};font-size:15px;color:#5b6270`}>
        {title}
      </p>
      <table role="presentation" cellpadding="0" cellspacing="0" border={0}>
        <tr>
          {choices.map(([label, href]) => (
            <td style="padding:0 8px 0 0">
              <a
                class="choice"
                href={href}
                style={`display:inline-block;padding:10px 14px;border:1px solid #8b93a1;border-radius:6px;${font};font-size:15px;font-weight:600;color:#1b1e24;text-decoration:none`}
              >
                {label}
              </a>
            </td>
          ))}
        </tr>
      </table>
    </div>
  );
}

/** Rows of label and values, read as a table by every mail program. Lines of a value stay lines. `stacked`: on a phone the cells of a row stand beneath each other. */
export function MailTable({ rows, stacked = false }: { rows: readonly (readonly string[])[]; stacked?: boolean }) {
  return (
    <table
      role="presentation"
      class={stacked ? 'stacked' : undefined}
      cellpadding="0"
      cellspacing="0"
      border={0}
      width="100%"
      style="border-collapse:collapse;margin:12px 0"
    >
      {rows.map((cells) => (
        <tr>
          {cells.map((cell, index) => (
            <td
              class={index === 0 ? 'muted' : undefined}
              style={`padding:6px 12px 6px 0;border-bottom:1px solid #d9dce1;${font};font-size:15px;line-height:1.4;vertical-align:top;white-space:pre-line;overflow-wrap:anywhere${index === 0 ? ';color:#5b6270' : ''}`}
            >
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </table>
  );
}

/**
 * A whole HTML document for one mail: tables and inline styles alone, plain colours that mail programs may turn dark, no picture but the workspace's own logo.
 * @param body JSX without asynchronous components. Every mail also has its plain text, which says the same.
 */
export function mailLayout({
  workspace,
  baseUrl,
  language,
  title,
  body,
}: {
  workspace: MailBrand;
  baseUrl: string;
  language: string;
  title: string;
  body: unknown;
}): string {
  const name = headerSafe(workspace.name);
  const logo = workspace.logo === null ? null : new URL(workspace.logo, `${baseUrl}/`).href;
  const document = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>
          {
            '@media (prefers-color-scheme:dark){.page{background:#16181d!important}.card{background:#20242b!important;color:#eceef1!important}.muted{color:#a9b0bc!important}.choice{color:#eceef1!important;border-color:#5b6270!important}.link{color:#9db8ff!important}.card td{border-color:#3a404a!important}}@media (max-width:480px){.stacked td{display:block!important;border-bottom:0!important;padding:0 0 2px!important}.stacked tr{display:block!important;padding:6px 0!important}}'
          }
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#f3f4f6">
        <table role="presentation" class="page" cellpadding="0" cellspacing="0" border={0} width="100%" style="background:#f3f4f6">
          <tr>
            <td align="center" style="padding:24px 12px">
              <table role="presentation" cellpadding="0" cellspacing="0" border={0} width="100%" style="max-width:600px">
                <tr>
                  <td class="muted" style={`padding:0 4px 12px;${font};font-size:15px;font-weight:600;color:#5b6270`}>
                    {logo ? <img src={logo} alt={name} height={32} style="display:block;height:32px;max-width:200px;border:0" /> : name}
                  </td>
                </tr>
                <tr>
                  <td
                    class="card"
                    style={`padding:24px;background:#ffffff;border-radius:10px;color:#1b1e24;${font};font-size:16px;line-height:1.5;overflow-wrap:anywhere`}
                  >
                    {body}
                  </td>
                </tr>
                {workspace.mailFooter ? (
                  <tr>
                    <td class="muted" style={`padding:12px 4px;${font};font-size:13px;line-height:1.4;color:#5b6270;white-space:pre-line`}>
                      {workspace.mailFooter}
                    </td>
                  </tr>
                ) : null}
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
  return `<!doctype html>${String(document)}`;
}
