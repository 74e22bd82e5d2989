import type { ReviewPages } from '../../pipeline/ports.ts';

/** Pages of reviews in one bucket. People open them in the S3 console, with their own rights. The SDK is loaded when a page is stored. */
export class S3ReviewPages implements ReviewPages {
  readonly #bucket: string;
  readonly #region: string;

  constructor(bucket: string, region: string) {
    this.#bucket = bucket;
    this.#region = region;
  }

  addressOf(period: string): string {
    const key = encodeURIComponent(keyOf(period));
    return `https://${this.#region}.console.aws.amazon.com/s3/object/${this.#bucket}?region=${this.#region}&prefix=${key}`;
  }

  async putPage(period: string, html: string): Promise<void> {
    // Imports our own file, not the package: a package that is imported dynamically cannot be tree-shaken.
    const { s3PutPage } = await import('./s3-put-page.ts');
    await s3PutPage(this.#bucket, keyOf(period), html);
  }
}

function keyOf(period: string): string {
  return `reviews/${period}.html`;
}
