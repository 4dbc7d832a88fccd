/** Of the services behind Teams, in characters and minutes. */
export const limits = { titleLength: 255, descriptionLength: 8_000, durationMin: 1_440 };
