import { defineErrors } from '#core';

/** What can go wrong with accounts; each sentence says what to do next. */
export const accountFault = defineErrors({
  ACCOUNT_SIGN_IN_FAILED: { status: 401, title: 'The e-mail address and the password do not belong together. Please check both, or ask for a new password.' },
  ACCOUNT_LINK_DEAD: { status: 410, title: 'This link was already used or is too old. Please ask for a new one.' },
  ACCOUNT_PASSWORD_WRONG: { status: 422, title: 'The current password is not right. Please type it again.' },
  ACCOUNT_PASSWORD_WEAK: { status: 422, title: 'Please choose another password.' },
  ACCOUNT_LAST_ADMIN: {
    status: 409,
    title:
      'This is the last administrator who can sign in. Make somebody else an administrator first; who was invited counts once they have chosen a password.',
  },
  ACCOUNT_IMAGE_REFUSED: { status: 422, title: 'Please choose a PNG, JPEG or WebP picture of at most 256 kB.' },
});
