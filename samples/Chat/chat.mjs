// Runs the application, chats with it by OpenAI's client, and stops it: `npm cit --prefix samples/Chat`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

// An application that runs already can be named instead.
let address = process.argv[2];
let application;
if (!address) {
  application = spawn('dotnet', ['run', '-c', 'Release', '--', '--urls', 'http://127.0.0.1:0'], { cwd: import.meta.dirname, detached: true });
  application.stderr.pipe(process.stderr);
  for await (const line of createInterface(application.stdout)) {
    address = /Now listening on: (\S+)/.exec(line)?.[1];
    if (address) {
      break;
    }
  }
  if (!address) {
    throw new Error('The application ended before it listened.');
  }
}
try {
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'none' });
  const stream = await client.chat.completions.create({
    model: 'jargon', messages: [{ role: 'user', content: 'hacker: ' }], max_completion_tokens: 60, temperature: 0, stream: true,
  });
  let text = '';
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
  }
  if (!text) {
    throw new Error('The answer is empty.');
  }
  console.log(`hacker: ${text}`);
} finally {
  // dotnet run has the application as its child.
  if (application) {
    process.kill(-application.pid, 'SIGTERM');
  }
}
