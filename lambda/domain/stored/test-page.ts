import type { TestPage, TestWord } from '../model/test-page.ts';
import { type Form, unchanged } from './form.ts';

export const TEST_PAGE: Form<TestPage> = { what: 'test page', upgrades: [unchanged] };
export const TEST_WORD: Form<TestWord> = { what: 'word on a test page', upgrades: [unchanged] };
