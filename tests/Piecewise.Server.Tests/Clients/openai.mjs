// OpenAI's client for Node, which nobody here wrote, against the server at the address that is given: chats, streams, errors, leaving.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'key', maxRetries: 0 });
const messages = [{ role: 'user', content: 'What is a foo?' }];
const settings = { model: 'jargon', messages, temperature: 0, max_completion_tokens: 16 };

const models = await client.models.list();
assert.equal(models.data[0].id, 'jargon');

const whole = await client.chat.completions.create({ ...settings, logprobs: true, top_logprobs: 2, n: 2 });
assert.equal(whole.choices.length, 2);
assert.equal(whole.choices[0].finish_reason, 'length');
assert.equal(whole.choices[0].logprobs.content.length, 16);
assert.equal(whole.usage.completion_tokens, 32);
const text = whole.choices[0].message.content;

let joined = '';
let usage = null;
for await (const chunk of await client.chat.completions.create({ ...settings, stream: true, stream_options: { include_usage: true } })) {
  joined += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.equal(joined, text);
assert.equal(usage.completion_tokens, 16);

const runner = client.chat.completions.stream(settings);
assert.equal((await runner.finalChatCompletion()).choices[0].message.content, text);

const completion = await client.completions.create({ model: 'jargon', prompt: ['hacker: ', 'foo'], max_tokens: 4, temperature: 0, logprobs: 1 });
assert.equal(completion.choices.length, 2);
assert.equal(completion.choices[1].logprobs.tokens.length, 4);

const schema = {
  type: 'object', additionalProperties: false, required: ['count', 'kind'],
  properties: { count: { type: 'integer', minimum: 3, maximum: 5 }, kind: { enum: ['a', 'b'] } },
};
const formed = await client.chat.completions.parse({
  ...settings, max_completion_tokens: 200, response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
});
assert.equal(formed.choices[0].finish_reason, 'stop');
const answer = JSON.parse(formed.choices[0].message.content);
assert.ok(answer.count >= 3 && answer.count <= 5 && ['a', 'b'].includes(answer.kind));

const tools = [{ type: 'function', function: { name: 'count', strict: true, parameters: schema } }];
const forced = { ...settings, max_completion_tokens: 200, tools, tool_choice: 'required', parallel_tool_calls: false };
const called = await client.chat.completions.create(forced);
assert.equal(called.choices[0].finish_reason, 'tool_calls');
assert.equal(called.choices[0].message.content, null);
const call = called.choices[0].message.tool_calls[0];
assert.equal(call.function.name, 'count');
assert.ok(['a', 'b'].includes(JSON.parse(call.function.arguments).kind));
const streamed = client.chat.completions.stream(forced);
const streamedCall = (await streamed.finalChatCompletion()).choices[0].message.tool_calls[0];
assert.equal(streamedCall.function.arguments, call.function.arguments);
// The whole round: the client runs the function and sends what it gave.
const round = client.chat.completions.runTools({
  ...settings, max_completion_tokens: 200, tool_choice: { type: 'function', function: { name: 'count' } },
  tools: [{ type: 'function', function: { name: 'count', parse: JSON.parse, parameters: schema, function: ({ count }) => `${count + 1}` } }],
}, { maxChatCompletions: 2 });
assert.match(await round.finalFunctionToolCallResult(), /^[4-6]$/);

// What cannot be honoured is refused by name, never ignored.
await assert.rejects(
  client.chat.completions.create({ ...settings, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { not: {} } } } }),
  (error) => error instanceof OpenAI.BadRequestError && error.param === 'response_format.json_schema.schema.not');
await assert.rejects(client.chat.completions.create({ ...settings, model: 'gpt-4' }), OpenAI.NotFoundError);
await assert.rejects(new OpenAI({ baseURL: process.argv[2], apiKey: 'wrong', maxRetries: 0 }).models.list(), OpenAI.AuthenticationError);

const leaving = await client.chat.completions.create({ ...settings, max_completion_tokens: 900, stream: true });
for await (const chunk of leaving) {
  assert.ok(chunk.id);
  leaving.controller.abort();
}
console.log('all well');
