// OpenAI's client for Node, which nobody here wrote, against a server of vectors at the address that is given.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'key', maxRetries: 0 });
const length = (vector) => Math.hypot(...vector);

// Without encoding_format the client asks for base64 and decodes it.
const decoded = await client.embeddings.create({ model: 'tiny', input: 'A foo is a bar.' });
const plain = await client.embeddings.create({ model: 'tiny', input: 'A foo is a bar.', encoding_format: 'float' });
assert.equal(decoded.data[0].embedding.length, 32);
assert.deepEqual(decoded.data[0].embedding.map(Math.fround), plain.data[0].embedding.map(Math.fround));
assert.ok(Math.abs(length(plain.data[0].embedding) - 1) < 1e-5);

const several = await client.embeddings.create({ model: 'tiny', input: ['x', 'A foo is a bar.', 'y'], dimensions: 4 });
assert.deepEqual(several.data.map((d) => d.index), [0, 1, 2]);
assert.ok(several.data.every((d) => d.embedding.length === 4 && Math.abs(length(d.embedding) - 1) < 1e-5));
assert.ok(several.usage.prompt_tokens > plain.usage.prompt_tokens && several.usage.total_tokens === several.usage.prompt_tokens);

await assert.rejects(client.embeddings.create({ model: 'other', input: 'x' }), (e) => e instanceof OpenAI.NotFoundError);
await assert.rejects(client.embeddings.create({ model: 'tiny', input: '' }), (e) => e.status === 400 && e.param === 'input');
await assert.rejects(
  client.completions.create({ model: 'tiny', prompt: 'x' }), (e) => e.status === 400 && e.message.includes('/v1/embeddings'));
console.log('all well');
