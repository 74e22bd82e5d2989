import type { Secrets } from './secrets.ts';

const HEX = '0123456789abcdef';

/** Tokens in the form that their vendors give them. */
export const VENDOR_TOKENS: Record<string, (s: Secrets) => string> = {
  GitHub: (s) => s.token(s.one(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_']), 36),
  'GitHub, fine': (s) => `${s.token('github_pat_', 22)}_${s.token('', 59)}`,
  GitLab: (s) => s.token(s.one(['glpat-', 'gldt-', 'glrt-', 'glptt-']), 20),
  Slack: (s) => s.token(s.one(['xoxb-123456789012-123456789012-', 'xoxp-1-2-3-', 'xapp-1-A1-2-']), 24),
  Stripe: (s) => s.token(s.one(['sk_live_', 'sk_test_', 'rk_live_', 'whsec_']), 32),
  Google: (s) => s.token('AIza', 35),
  'Google OAuth': (s) => s.token(s.one(['ya29.a0', 'GOCSPX-']), 28),
  npm: (s) => s.token('npm_', 36),
  PyPI: (s) => s.token('pypi-AgEIcHlwaS5vcmc', 80),
  DigitalOcean: (s) => s.token(s.one(['dop_v1_', 'doo_v1_']), 64, HEX),
  Vault: (s) => s.token(s.one(['hvs.', 'hvb.']), 90),
  AWS: (s) => s.token(s.one(['AKIA', 'ASIA']), 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
  'AWS secret': (s) => s.base64(40),
  OpenAI: (s) => s.token('sk-proj-', 64),
  Anthropic: (s) => s.token('sk-ant-api03-', 93),
  HuggingFace: (s) => s.token('hf_', 34),
  SendGrid: (s) => `${s.token('SG.', 22)}.${s.token('', 43)}`,
  Shopify: (s) => s.token(s.one(['shpat_', 'shpss_']), 32, HEX),
  'Docker Hub': (s) => s.token('dckr_pat_', 27),
  Databricks: (s) => s.token('dapi', 32, HEX),
  Grafana: (s) => s.token('glsa_', 32),
  Atlassian: (s) => s.token('ATATT3xFfGF0', 60),
  PlanetScale: (s) => s.token(s.one(['pscale_pw_', 'pscale_tkn_']), 43),
  Supabase: (s) => s.token('sbp_', 40, HEX),
  Doppler: (s) => s.token(s.one(['dp.st.', 'dp.pt.']), 43),
  'New Relic': (s) => s.token('NRAK-', 27, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
  Terraform: (s) => `${s.token('', 14)}.atlasv1.${s.token('', 60)}`,
  Linear: (s) => s.token('lin_api_', 40),
  Notion: (s) => s.token('ntn_', 46),
  Pulumi: (s) => s.token('pul-', 40, HEX),
  Tailscale: (s) => s.token('tskey-auth-', 32),
  Age: (s) => s.token('AGE-SECRET-KEY-1', 58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'),
  RubyGems: (s) => s.token('rubygems_', 48, HEX),
  'a JSON web token': (s) => s.jwt(),
};

/** Where such a token stands: no key, no flag, no quotes give it away. */
export const PLACES_OF_TOKENS: Record<string, (token: string) => string> = {
  'in a name in quotes': (token) =>
    `migration failed: relation "${token}" does not exist (column 1) in line 1: SELECT 1;\n (details: pq: relation "${token}" does not exist)`,
  'in a path': (token) =>
    `failed to open source, "file://db/${token}": open db/${token}: no such file or directory`,
  'behind an underscore': (token) => `failed to open source: open add_${token}.up.sql: permission denied`,
  'in a statement, as a name': (token) =>
    `migration failed: syntax error at or near "FRM" (column 1) in line 1: CREATE TABLE x_${token} FRM;\n (details: pq: syntax error at or near "FRM")`,
  alone: (token) => `failed to open database: ${token} was refused`,
  'in parentheses': (token) => `failed to open source: 401 (${token})`,
};
