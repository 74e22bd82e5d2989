/**
 * Pieces of text without which no line can be golang-migrate's, nor a platform's word about its process.
 *
 * A cheap first test for every raw line, envelope and all: most lines of a shared log group end here. It may say
 * yes to other text, never no to a line that {@link parseLine} would understand (a property test holds it to that).
 * Alternatives start with letters that are rare in logs, and none is short, so that the engine can skip.
 */
const ANCHOR =
  /\/[ud](?: |$)|rror: |rrors? occ| in line|\(details|no chang|hed after|ing source|ping after|irty datab|\(dirty\)|acquire|ck failed|gration|not exist|driver: |ted with|exit stat|exit code|panic: |\[Container|e URL|URL cannot|no scheme|migrate|provided but|Are you sure|database schema|all down|command\]|^\d[\d/: .]*$|Usage of |[Kk]illed$|erminated$/;

/** Could this raw line be golang-migrate's? */
export function mayBeMigrate(text: string): boolean {
  return ANCHOR.test(text);
}
