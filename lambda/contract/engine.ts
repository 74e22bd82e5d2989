/** Database engines that settings can declare; `other`: none of the ones named. */
export const ENGINES = ['postgres', 'mysql', 'sqlite', 'other'] as const;
export type Engine = (typeof ENGINES)[number];
