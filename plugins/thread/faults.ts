import { defineErrors } from '#core';

export const fault = defineErrors({
  THREAD_EMPTY: { status: 422, title: 'Please write something, or attach a file.' },
  THREAD_FILE_REFUSED: { status: 422, title: 'Please attach at most ten files of at most 10 MB each.' },
});
