import { z } from 'zod';

/** The address of the list that a form came from. */
export const backInput = z.object({ back: z.string().max(4000).optional() });

/** Back to that list as it was; anything that is not the list of this model leads to its plain address. */
export const backToList = (model: string, back: string | undefined): string => {
  const plain = `/app/${model}`;
  return back !== undefined && /^[!-[\]-~]*$/.test(back) && (back === plain || back.startsWith(`${plain}?`)) ? back : plain;
};
