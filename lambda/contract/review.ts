/** When reviews are written, if the settings do not say it. The time is of the review's time zone. */
export const REVIEW_DEFAULTS = { at: '08:00', timeZone: 'UTC' } as const;

/** Hours and minutes of a day: `08:00`. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;
