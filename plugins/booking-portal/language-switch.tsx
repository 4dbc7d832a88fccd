import type { Env } from '#core';

const nameOf = (language: string): string => {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  } catch {
    return language; // no language tag
  }
};

/** At the foot of the page, where a link has several languages: each named in itself. */
export function LanguageSwitch({ env, languages, href }: { env: Env; languages: readonly string[]; href: (language: string) => string }) {
  if (languages.length < 2) return null;
  return (
    <nav class="languages" aria-label={env.t('Language')}>
      {languages.map((language) => (
        <a href={href(language)} lang={language} hreflang={language} aria-current={language === env.preferences.language ? 'true' : undefined}>
          {nameOf(language)}
        </a>
      ))}
    </nav>
  );
}
