// File upload with azure-iot-device, unmodified, into azurite as the hub's blob store.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { BlobServiceClient } from '@azure/storage-blob';

import {
  call, connect, createDevice, deleteDevice, deviceString, httpClient,
} from './support.mjs';

const container = BlobServiceClient.fromConnectionString(process.env.BLOB_STORE).getContainerClient('uploads');
const folder = mkdtempSync(join(tmpdir(), 'hubdeck-files-'));
test.before(() => container.createIfNotExists());
test.after(() => rmSync(folder, { recursive: true, force: true }));

const notifications = '/messages/serviceBound/filenotifications';

test('a device uploads a file, and the back end hears of it', async () => {
  const identity = await createDevice('sdk-files');
  for (const open of [connect, httpClient]) {
    const name = `report ${open.name}.bin`;
    const path = join(folder, 'report.bin');
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    writeFileSync(path, bytes);

    const client = await open(deviceString(identity));
    const info = await client.getBlobSharedAccessSignature(name);
    assert.equal(info.blobName, `sdk-files/${name}`);
    const url = `https://${info.hostName}/${info.containerName}/${encodeURI(info.blobName)}${info.sasToken}`;
    const put = await fetch(url, {
      method: 'PUT', body: bytes, headers: { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2020-10-02' },
    });
    assert.equal(put.status, 201);
    await client.notifyBlobUploadStatus(info.correlationId, true, 201, 'done');
    assert.deepEqual(await container.getBlobClient(`sdk-files/${name}`).downloadToBuffer(), bytes);

    const heard = await call('GET', `${notifications}?api-version=2021-04-12`);
    assert.equal(heard.status, 200);
    assert.match(JSON.stringify(heard.body), /"deviceId":"sdk-files"/);
    await client.close();
  }
  await deleteDevice('sdk-files');
});

test('uploadToBlob does it in one call', async () => {
  const identity = await createDevice('sdk-files-stream');
  const path = join(folder, 'stream.txt');
  writeFileSync(path, 'from a stream');
  const client = await connect(deviceString(identity));
  const { createReadStream } = await import('node:fs');
  await client.uploadToBlob('stream.txt', createReadStream(path), statSync(path).size);
  const stored = await container.getBlobClient('sdk-files-stream/stream.txt').downloadToBuffer();
  assert.equal(stored.toString(), 'from a stream');
  await client.close();
  await deleteDevice('sdk-files-stream');
});

test('an upload that is not known cannot be finished', async () => {
  const identity = await createDevice('sdk-files-unknown');
  const client = await connect(deviceString(identity));
  await assert.rejects(client.notifyBlobUploadStatus('nonsense', true, 200, ''));
  await client.close();
  await deleteDevice('sdk-files-unknown');
});
