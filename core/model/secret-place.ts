/** Where a secret stands: it is sealed for this place and opens nowhere else. */
export const secretPlace = (model: string, id: string, field: string): string => `${model}/${id}/${field}`;
