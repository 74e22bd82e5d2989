import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { limitedClient } from './limited-client.ts';

/** Stores an HTML page. Resolves when S3 has it. */
export async function s3PutPage(bucket: string, key: string, html: string): Promise<void> {
  await limitedClient(S3Client).send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: html, ContentType: 'text/html; charset=utf-8' }),
  );
}
